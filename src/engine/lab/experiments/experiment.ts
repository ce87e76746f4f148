import type { Point, Training } from "../train";

/** A question to networks in training, as data, and how their answers are put into figures. */
export interface Experiment {
  /** As the command line has it: "batch-norm". */
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly arms: readonly Arm[];
  /** What papers report of the question, on data of their own. */
  readonly papers: readonly PaperFigure[];
  /** Which settings of the arms are drawn one against the other. */
  readonly compared: Compared;
  /** @param results one for each arm, each with the same seeds in the same order */
  summarize(results: readonly ArmResult[]): readonly Figure[];
  /**
   * What came out in sentences, the one that answers the question first.
   *
   * @param results one for each arm, each with the same seeds in the same order, one at least
   */
  conclude(results: readonly ArmResult[]): readonly Conclusion[];
}

/** Names of settings. */
export interface Compared {
  /** What lines are told apart by; null where there is one line only. */
  readonly lines: string | null;
  readonly along: string;
  /** What `along` is called on an axis. */
  readonly title: string;
  /** The setting in which arms of one line and place differ, of which the one that ends best stands for them. */
  readonly best?: { readonly setting: string; readonly title: string };
}

/** A sentence with its numbers and their spread over seeds, and what a paper reports of the same, null where none does. */
export interface Conclusion {
  readonly text: string;
  readonly paper: string | null;
}

/** One way to train, of those that are compared. */
export interface Arm {
  readonly name: string;
  /** The name in 18 characters at most, for the end of a line. */
  readonly label: string;
  /** What sets it apart from the others, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly training: Training;
}

export interface PaperFigure {
  readonly text: string;
  readonly source: string;
}

export interface ArmResult {
  readonly arm: Arm;
  readonly runs: readonly Run[];
}

/** One training. */
export interface Run {
  readonly seed: number;
  /** Ends before the last step where the loss was no number any more. */
  readonly points: readonly Point[];
}

/** What came out: one value a seed, null where there is none. */
export interface Figure {
  readonly name: string;
  /**
   * "accuracy" is a share of 1, "points" a difference of such shares in percentage points, "own" in the units of what is
   * named.
   */
  readonly unit: "accuracy" | "points" | "steps" | "times" | "own";
  readonly perSeed: readonly (number | null)[];
}
