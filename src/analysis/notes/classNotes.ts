import type { ModelFacts, Place } from "../model/facts";
import { normsOf } from "../model/queries";
import type { CodeFinding } from "../rules/codeRule";

/** What a class holds, in a few words. */
export interface ClassNote {
  readonly place: Place;
  readonly text: string;
  /** How many findings lie in it. */
  readonly findings: number;
}

/** The normalization layers that each model class of a file constructs, counted by calls, and what was found in it. */
export function classNotes(facts: ModelFacts, findings: readonly CodeFinding[]): readonly ClassNote[] {
  const norms = normsOf(facts).filter(({ certain, spec }) => certain && spec);
  return facts.classes.flatMap(({ name, node: { start, end } }) => {
    const inside = ({ start: at }: Place) => start <= at && at < end;
    const calls = new Map(
      norms.filter(({ place }) => inside(place)).map((norm) => [norm.place.start, norm.spec!.name]),
    );
    if (calls.size === 0) return [];
    const counts = new Map<string, number>();
    for (const layer of calls.values()) counts.set(layer, (counts.get(layer) ?? 0) + 1);
    const found = findings.filter(({ range }) => inside(range)).length;
    const layers = [...counts].map(([layer, count]) => `${count} ${layer}`).join(", ");
    const told = found === 0 ? "" : ` · ${found} finding${found === 1 ? "" : "s"}`;
    return name === "" ? [] : [{ place: { start, end: start }, text: `${layers}${told}`, findings: found }];
  });
}
