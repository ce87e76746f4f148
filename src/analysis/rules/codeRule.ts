import type { Finding } from "../../engine/finding";
import type { ModelFacts, Place } from "../model/facts";

/** One thing that can be wrong with the code of a model. */
export interface CodeRule {
  /** Stable, never reused. */
  readonly code: string;
  readonly title: string;
  /** The gravest that `check` gives. */
  readonly severity: Finding["severity"];
  /** What it means, why it comes about, what to do: paragraphs of plain text. */
  readonly explanation: readonly string[];
  /** Where the facts are from. */
  readonly sources: readonly string[];
  /** The gravest kind of fix that there is: "safe" may be applied without being asked, a "suggestion" may not. */
  readonly fix: "safe" | "suggestion" | null;
  /** Python that the rule finds something in, on the lines that end in `# CODE`, and the same as it should be. */
  readonly bad: string;
  readonly good: string;
  /** Told only to those whose settings name the code itself. */
  readonly off?: true;
  /** So frequent that one finding for each class says enough. */
  readonly gather?: true;
  /** What it finds depends on the order in which code runs: in a notebook, whose order is not known, it is less grave. */
  readonly ordered?: true;
  readonly check: (facts: ModelFacts) => readonly RuleFinding[];
}

/** What a rule says of one place; the rule's code is added to it. */
export interface RuleFinding {
  readonly severity: Finding["severity"];
  /** Subject, fact and consequence in 120 characters. */
  readonly message: string;
  readonly range: Place;
  readonly related?: readonly Related[];
  /** Told only to those whose settings name the rule's code, though the rule is on. */
  readonly off?: true;
  /** The range may be faded, since nothing changes without it. */
  readonly tags?: readonly "unnecessary"[];
  readonly fixes?: readonly Fix[];
}

/** A finding in code. Offsets are UTF-16 code units. */
export interface CodeFinding extends Finding {
  /** Told only where settings name its code. */
  readonly off?: true;
  readonly range: Place;
  readonly related: readonly Related[];
  readonly tags: readonly "unnecessary"[];
  readonly fixes: readonly Fix[];
}

/** Another place that belongs to a finding. */
export interface Related {
  /** Its path in the workspace, where it is another file. */
  readonly file?: string;
  readonly range: Place;
  readonly message: string;
}

export interface Fix {
  readonly title: string;
  /** Neither what is computed nor a checkpoint's keys change, or what was there could not work. */
  readonly safe: boolean;
  /** Do not overlap. */
  readonly edits: readonly Edit[];
  /** What the fix does to the keys of a checkpoint. */
  readonly checkpointNote?: string;
}

export interface Edit {
  readonly range: Place;
  readonly text: string;
}
