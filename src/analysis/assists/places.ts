import type { Construction, ModelFacts, Place } from "../model/facts";
import { around, textAt, within } from "../model/queries";
import type { Edit } from "../rules/codeRule";
import type { Syntax } from "../syntax";

/** How the code at an offset can write a qualified name, through `nn` or `torch`; null where it imports neither. */
export function nameFor(facts: ModelFacts, qualified: string, offset: number): string | null {
  const names = qualified.split(".");
  for (const written of [names.slice(1), names]) {
    if (written.length > 0 && facts.resolve(written, offset) === qualified) return written.join(".");
  }
  return null;
}

/** Everything that the innermost call around a place constructs. */
export function constructedAt(facts: ModelFacts, at: Place): Construction[] {
  const around = facts.constructions.filter(({ place }) => within(at, place));
  const innermost = around.reduce<Construction | null>(
    (best, one) => (best && best.place.start >= one.place.start ? best : one),
    null,
  );
  return around.filter(({ place }) => place.start === innermost?.place.start);
}

/** The white space that a place's line begins with. */
export function indentAt({ text }: Pick<ModelFacts, "text">, offset: number): string {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))![0];
}

/** Puts a definition before the file's own statement around an offset, and before the comments right above that. */
export function defineBefore(facts: ModelFacts, offset: number, code: string): Edit | null {
  const statement = around(facts, { start: offset, end: offset })[1];
  if (!statement || indentAt(facts, statement.start) !== "") return null;
  let at = facts.text.lastIndexOf("\n", statement.start - 1) + 1;
  if (at !== statement.start) return null;
  while (at > 0) {
    const line = facts.text.lastIndexOf("\n", at - 2) + 1;
    if (!facts.text.startsWith("#", line)) break;
    at = line;
  }
  return { range: { start: at, end: at }, text: `${code}\n\n\n` };
}

/** Imports something where the first import stands that is no `from __future__`; null where there is none. */
export function importBefore(facts: ModelFacts, statement: string): Edit | null {
  const first = facts.syntax.children.find(
    ({ type }) => type === "import_statement" || type === "import_from_statement",
  );
  if (!first || indentAt(facts, first.start) !== "") return null;
  return { range: { start: first.start, end: first.start }, text: `${statement}\n` };
}

/** The expression of one of a call's arguments, without its keyword. */
export function expressionOf(argument: Syntax): Syntax {
  return argument.type === "keyword_argument" ? (argument.children.at(-1) ?? argument) : argument;
}

/** Whether a call's list of arguments is plain enough to be written anew: no comments, nothing spread out. */
export function isPlainList(facts: ModelFacts, list: Place | null): list is Place {
  return list !== null && /^\([^#]*\)$/.test(textAt(facts, list)) && !/[(,]\s*\*/.test(textAt(facts, list));
}
