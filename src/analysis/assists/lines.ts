import type { ModelFacts, Place } from "../model/facts";
import { within } from "../model/queries";
import { descendants } from "../syntax";

/** The whole line of a statement; null where it shares it. */
export function lineOf(text: string, { start, end }: Place): Place | null {
  const line = { start: text.lastIndexOf("\n", start - 1) + 1, end: lineAfter(text, end) };
  const alone = text.slice(line.start, start).trim() === "" && text.slice(end, line.end).trim() === "";
  return alone ? line : null;
}

/** Where the next line begins, or the text ends. */
export function lineAfter(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** A stretch of code with its lines indented by a step more, but for those that begin inside of a string, without those that are left out. */
export function indented(facts: ModelFacts, stretch: Place, step: string, without: Place | null): string {
  const strings = [...descendants(facts.syntax)].filter((node) => node.type === "string" && within(node, stretch));
  let text = "";
  for (let at = stretch.start; at < stretch.end; at = lineAfter(facts.text, at)) {
    const line = facts.text.slice(at, Math.min(lineAfter(facts.text, at), stretch.end));
    if (without && without.start <= at && at < without.end) continue;
    const own = at === stretch.start || line.trim() === "" || strings.some(({ start, end }) => start < at && at < end);
    text += own ? line : step + line;
  }
  return text.trimEnd();
}
