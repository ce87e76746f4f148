import type { GivenArgument } from "./flowFacts";
import { parametersIn } from "./foreign";
import { recordBackward, recordCall, recordStep } from "./record";
import { UNKNOWN, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** How TensorFlow and Keras learn without `fit`: `tape.gradient`, `optimizer.apply_gradients`, `strategy.run`. */
export function callTape(
  walk: Walk,
  { of, name }: { readonly of: Value; readonly name: string },
  at: Call,
  frame: Frame,
  world: World,
): Value | null {
  const { given } = at;
  const [first] = given;
  if (!first) return null;
  if (name === "gradient" && isMade(of, /\bGradientTape$/)) {
    const models = given.slice(1).flatMap(({ value }) => parametersIn(value));
    // With respect to an input, or to who knows what, nothing is learned.
    recordBackward(walk, models.length > 0 ? [first.value] : [], at, frame, world);
    return { things: [{ kind: "parameters", of: "gradients", models }], open: false, from: [] };
  }
  if (name === "apply_gradients" || (name === "apply" && isOptimizer(of))) {
    recordCall(walk, { name: `.${name}`, receiver: of }, at, frame, world);
    const models = [...new Set(given.flatMap(({ value }) => parametersIn(value)))];
    recordStep(walk, models.length > 0 ? models : null, at, frame, world);
    return UNKNOWN;
  }
  if (/^(experimental_)?run(_v2)?$/.test(name) && first.value.things.some(({ kind }) => kind === "function")) {
    recordCall(walk, { name: `.${name}`, receiver: of }, at, frame, world);
    return walk.call(first.value, { ...at, given: spread(given) }, frame, world);
  }
  return null;
}

function isMade({ things }: Value, by: RegExp): boolean {
  return things.some((thing) => thing.kind === "made" && by.test(thing.by));
}

function isOptimizer(of: Value): boolean {
  return isMade(of, /optim/i) || of.things.some((thing) => thing.kind === "member" && /optimizer$/.test(thing.name));
}

/** What `strategy.run(function, args=(...))` gives on. */
function spread(given: readonly GivenArgument[]): GivenArgument[] {
  const list = given.find(({ name }, i) => name === "args" || (name === null && i === 1));
  const [thing] = list?.value.things ?? [];
  if (!list || thing?.kind !== "list") return [];
  return thing.items.map((value) => ({ name: null, value, start: list.start, end: list.end }));
}
