export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export interface Outcome {
  /** What the suite reported in its last step; undefined if it never came that far. */
  readonly reported: Counts | undefined;
  /** What was counted while tests ran. */
  readonly seen?: Counts;
  readonly exitCode: number | string | undefined;
  readonly timedOut: boolean;
  /** Of each test that failed, its name and what it says. */
  readonly failures?: readonly string[];
}

export interface Verdict extends Counts {
  readonly problems: readonly string[];
}

export function verdict(outcome: Outcome): Verdict;
export function together(verdicts: readonly Verdict[]): Verdict;
export function summary(steps: readonly Counts[]): { line: string; ok: boolean };
