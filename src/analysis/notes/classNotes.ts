import type { ModelFacts, Place } from "../model/facts";
import { normsOf } from "../model/queries";
import type { CodeFinding } from "../rules/codeRule";

/** What a class holds, in a few words. */
export interface ClassNote {
  /** The whole class. */
  readonly place: Place;
  readonly text: string;
}

/** The normalization layers that each model class of a file constructs, counted by calls. */
export function classNotes(facts: ModelFacts): readonly ClassNote[] {
  const norms = normsOf(facts).filter(({ certain, spec }) => certain && spec);
  return facts.classes.flatMap(({ name, node: { start, end } }) => {
    const place = { start, end };
    const inside = norms.filter((norm) => isInside(norm.place, place));
    const calls = new Map(inside.map((norm) => [norm.place.start, norm.spec!.name]));
    if (calls.size === 0 || name === "") return [];
    const counts = new Map<string, number>();
    for (const layer of calls.values()) counts.set(layer, (counts.get(layer) ?? 0) + 1);
    return [{ place, text: [...counts].map(([layer, count]) => `${count} ${layer}`).join(", ") }];
  });
}

/** How many of these findings begin in a class, and its note with them. */
export function withFindings(
  { place, text }: ClassNote,
  findings: readonly CodeFinding[],
): { readonly text: string; readonly count: number } {
  const count = findings.filter(({ range }) => isInside(range, place)).length;
  return { text: count === 0 ? text : `${text} · ${count} finding${count === 1 ? "" : "s"}`, count };
}

function isInside({ start }: Place, place: Place): boolean {
  return place.start <= start && start < place.end;
}
