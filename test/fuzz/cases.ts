import { createRandom, type Random } from "../../src/engine/random";
import type { Component, Input } from "./component";

/** The case of a number: the same for the same seed, whatever ran before. */
export function caseOf(component: Component, samples: readonly Input[], seed: number, number: number): Input {
  const random = createRandom(mixed(component.name, seed, number));
  const sample = samples[random.below(samples.length)]!;
  return { name: sample.name, bytes: component.mutate(sample, samples, random) };
}

/** One of 2^53 numbers. */
function mixed(name: string, seed: number, number: number): number {
  let sum = 0;
  for (const character of `${name} ${seed}`) sum = (Math.imul(sum, 31) + character.codePointAt(0)!) >>> 0;
  return (sum % 2 ** 21) * 2 ** 32 + number;
}

export function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random.below(list.length)]!;
}

/** Applies some of a list of changes one after the other: mostly one, seldom many. */
export function changed<T>(value: T, changes: readonly ((value: T, random: Random) => T)[], random: Random): T {
  let result = value;
  do result = oneOf(changes, random)(result, random);
  while (random.below(3) > 0);
  return result;
}
