import type { CodeArgument } from "./code";
import type { GivenArgument } from "./flowFacts";
import { literalIn, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

/** The arguments of a call, evaluated in their order. */
export function argumentsOf(
  walk: Walk,
  { arguments: list }: { readonly arguments: readonly CodeArgument[] },
  frame: Frame,
  world: World,
): GivenArgument[] {
  return list.map(({ name, value, start, end }) => ({ name, value: walk.evaluate(value, frame, world), start, end }));
}

/** The argument of a name, or at a place; undefined where it is not given, or something is spread out before. */
export function argument(given: readonly GivenArgument[], name: string, place: number | null): Value | undefined {
  const named = given.find((one) => one.name === name);
  if (named || place === null) return named?.value;
  const before = given.slice(0, place + 1);
  return before.every((one) => one.name === null) ? before[place]?.value : undefined;
}

/** The literal of an argument; undefined where it is none, or not known. */
export function literalArgument(given: readonly GivenArgument[], name: string, place: number | null) {
  const value = argument(given, name, place);
  return value && literalIn(value);
}
