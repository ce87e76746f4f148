import { kindsOfParts } from "./keras";
import { joinKinds } from "./kinds";
import { methodOf } from "./members";
import { partOf } from "./models";
import { recordCall, recordForward } from "./record";
import { mixed, modelsIn, one, UNKNOWN, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** A method of a Keras model that its class does not define itself. */
export function callKerasMethod(walk: Walk, id: number, name: string, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  const receiver = one({ kind: "model", id });
  const inside = mixed(given.map(({ value }) => value));
  if (name === "call" || name === "__call__") {
    return { ...UNKNOWN, from: [recordForward(walk, id, "call", at, frame, world), ...inside.from] };
  }
  recordCall(walk, { name: `.${name}`, receiver }, at, frame, world);
  if (name === "add") {
    const model = walk.models[id]!;
    const kind = joinKinds([model.kind, ...kindsOfParts(walk, given[0]?.value)]);
    const holds = [...new Set([...(model.holds ?? []), ...given.flatMap(({ value }) => modelsIn(value))])];
    walk.models[id] = { ...model, kind, holds };
  }
  if (name === "get_layer") return one({ kind: "model", id: partOf(walk, id, "*") });
  if (/^fit(_generator)?$|^train_on_batch$/.test(name)) runTrainStep(walk, id, at, frame, world);
  return inside;
}

/** `fit` calls the class's own `train_step`. */
function runTrainStep(walk: Walk, id: number, at: Call, frame: Frame, world: World): void {
  const thing = { kind: "model", id } as const;
  const of = walk.models[id]!.class;
  const step = of && methodOf(walk, of, "train_step", thing, frame, world, at);
  if (step)
    walk.call(step, { ...at, given: [{ name: null, value: UNKNOWN, start: at.start, end: at.end }] }, frame, world);
}
