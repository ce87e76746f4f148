import type { ModelFacts, Place } from "../model/facts";
import { textAt } from "../model/queries";

/** A number from the code, in few characters. */
export function quoteNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A name from the code as it may stand in a message: one line, short, nothing but the characters of names. */
export function quoteCode(facts: ModelFacts, place: Place): string {
  const text = textAt(facts, place).replace(/\s+/g, " ");
  const plain = text.replace(/[^\p{L}\p{N}_.()[\]=,+*/ -]/gu, "·");
  return plain.length > MAX_NAME ? `${plain.slice(0, MAX_NAME - 1)}…` : plain;
}

const MAX_NAME = 28;

/** A model as the code names it, short enough for a message. */
export function shortModel(name: string | null): string {
  if (name === null) return "the model";
  return name.length > MAX_NAME + 2 ? `…${name.slice(-MAX_NAME - 1)}` : name;
}
