import type { Construction, ModelFacts, Place } from "../model/facts";
import { textAt, within } from "../model/queries";
import type { Edit } from "./codeRule";

/** Puts another value in the place of an argument's literal; null where it is no literal of this very call. */
export function replaceLiteral(facts: ModelFacts, of: Construction, name: string, value: string): Edit | null {
  const place = of.arguments.get(name)?.place;
  if (!place || !within(place, of.place) || !LITERAL.test(textAt(facts, place))) return null;
  return { range: place, text: value };
}

const LITERAL = /^(-?[\d._]+(e-?\d+)?|True|False|None|\d[\d\s.*/+-]*)$/i;

/** Adds `name=value` at the end of a call's arguments; null where the call is not plain enough. */
export function addArgument(facts: ModelFacts, list: Place | null, text: string): Edit | null {
  if (!list) return null;
  const inside = facts.text.slice(list.start + 1, list.end - 1);
  if (facts.text[list.start] !== "(" || facts.text[list.end - 1] !== ")") return null;
  if (/#|\bfor\b/.test(inside) || /^\s*\*\*|,\s*\*\*/.test(inside)) return null;
  const end = list.start + 1 + inside.trimEnd().length;
  const range = { start: end, end };
  if (inside.trim() === "") return { range: { start: list.start + 1, end: list.end - 1 }, text };
  return { range, text: inside.trimEnd().endsWith(",") ? ` ${text}` : `, ${text}` };
}

/** A number as Python would write it. */
export function pythonNumber(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return String(rounded).replace("e+", "e");
}

/** The last name of a dotted callee, `BatchNorm2d` of `nn.BatchNorm2d`; null where it is called by another name. */
export function lastName(facts: ModelFacts, callee: Place, name: string): Place | null {
  const text = textAt(facts, callee);
  return text.endsWith(`.${name}`) ? { start: callee.end - name.length, end: callee.end } : null;
}

/** Takes an argument out of a call's list, with the comma before it, or behind it where it is the first. */
export function removeArgument(facts: ModelFacts, list: Place, argument: Place): Edit {
  const before = /,\s*$/.exec(facts.text.slice(list.start + 1, argument.start));
  if (before) return { range: { start: argument.start - before[0].length, end: argument.end }, text: "" };
  const behind = /^\s*,\s*/.exec(facts.text.slice(argument.end, list.end - 1));
  return { range: { start: argument.start, end: argument.end + (behind?.[0].length ?? 0) }, text: "" };
}
