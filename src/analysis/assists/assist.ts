import type { ModelFacts, Place } from "../model/facts";
import type { Fix } from "../rules/codeRule";

/** A rewriting of code that has nothing wrong with it, for who wants it. */
export interface Assist {
  /** The last part of its code action's kind. */
  readonly name: string;
  /** What it would do where the cursor is, or what is selected; nothing where it is not sure that this is right. */
  readonly offers: (facts: ModelFacts, at: Place) => readonly Offer[];
}

/** The title says what the edits make of the code, and the note what becomes of checkpoints. */
export type Offer = Omit<Fix, "safe">;
