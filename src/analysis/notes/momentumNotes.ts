import type { Construction, ModelFacts } from "../model/facts";
import { flagIn, normsOf, textAt, within } from "../model/queries";
import { pythonNumber } from "../rules/edits";

/** A few words to stand behind an offset. */
export interface MomentumNote {
  readonly offset: number;
  readonly text: string;
}

/** What the other frameworks call each momentum that is written in a file: one's is 1 minus the other's. */
export function momentumNotes(facts: ModelFacts): readonly MomentumNote[] {
  const notes = new Map<number, MomentumNote>();
  for (const norm of normsOf(facts)) {
    const given = norm.arguments.get("momentum");
    if (!given?.place || given.value.kind !== "number" || given.value.byDefault || !tracks(norm)) continue;
    // A name may stand for another number in the next call.
    if (!within(given.place, norm.place) || !/^[\d._]+(e-?\d+)?$/i.test(textAt(facts, given.place))) continue;
    const other = norm.spec!.framework === "torch" ? "Keras" : "PyTorch";
    const offset = given.place.end;
    notes.set(offset, { offset, text: `${other} ${pythonNumber(1 - given.value.value)}` });
  }
  return [...notes.values()];
}

/** Whether there are running statistics. */
function tracks(norm: Construction): boolean {
  if (!norm.spec || !norm.certain) return false;
  if (norm.spec.method !== "batch" && norm.spec.method !== "instance") return false;
  return norm.spec.framework !== "torch" || flagIn(norm, "track_running_stats") === true;
}
