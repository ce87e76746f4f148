import { partOf, wholeOf } from "./models";
import type { Site } from "./modes";
import { recordForward } from "./record";
import { modelsIn, one, type Thing, UNKNOWN, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

/** `model.name`, where it is neither an attribute that the code has set nor a method of its own; null for what is not known. */
export function memberOfKeras(
  walk: Walk,
  thing: Thing & { kind: "model" },
  name: string,
  site: Site,
  frame: Frame,
  world: World,
): Value | null {
  if (KERAS_VARIABLES.test(name)) return one({ kind: "parameters", of: name, models: withParts(thing.id, world) });
  if (name === "layers" || name === "submodules") {
    const part = one({ kind: "model", id: partOf(walk, thing.id, "*") });
    return one({ kind: "list", items: [part], whole: false });
  }
  if (!/^outputs?$/.test(name)) return null;
  const whole = wholeOf(walk.models, thing.id);
  return { ...UNKNOWN, from: [recordForward(walk, whole, name, { ...site, given: [], used: true }, frame, world)] };
}

/** A model and those that it holds in its attributes. */
function withParts(id: number, world: World, depth = 0): number[] {
  const attributes = depth < 3 ? [...(world.objects.get(id)?.values() ?? [])] : [];
  const inner = attributes.flatMap((value) => modelsIn(value)).filter((part) => part !== id);
  return [id, ...new Set(inner.flatMap((part) => withParts(part, world, depth + 1)))];
}

/** Attributes that hold the variables of a Keras model or layer. */
export const KERAS_VARIABLES = /^(?:non_)?(?:trainable_)?(?:variables|weights)$/;
