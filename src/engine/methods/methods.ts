import { batch } from "./batch";
import { group } from "./group";
import { instance } from "./instance";
import { layer } from "./layer";
import type { Method, MethodName } from "./method";
import { rms } from "./rms";

/** Every normalization method. */
export const METHODS: Readonly<Record<MethodName, Method>> = { batch, layer, instance, group, rms };
