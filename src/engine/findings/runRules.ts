import { averageLags } from "./averageLags";
import { firstNonFinite } from "./firstNonFinite";
import { otherMode } from "./otherMode";
import { runningOff } from "./runningOff";
import type { RunRule } from "./runRule";
import { tooFewValues } from "./tooFewValues";
import { varianceVanished } from "./varianceVanished";

/** What a layer of a training run is judged by. */
export const RUN_RULES: readonly RunRule[] = [
  firstNonFinite,
  runningOff,
  averageLags,
  tooFewValues,
  otherMode,
  varianceVanished,
];
