import type { ArmResult, Conclusion, Experiment, Figure } from "./experiments/experiment";

/** What an experiment came to. */
export interface Outcome {
  /** Every training that was finished. */
  readonly results: readonly ArmResult[];
  /** Seeds from which every arm was trained: all of them, unless it was stopped. */
  readonly seeds: readonly number[];
  /** Of these seeds; none where there is none. */
  readonly figures: readonly Figure[];
  /** The same in sentences. */
  readonly conclusions: readonly Conclusion[];
  readonly trainings: { readonly finished: number; readonly inAll: number };
}

/**
 * What trainings say, as far as they are finished.
 *
 * @param results one for each arm; seeds may be missing, and in any order
 * @param seeds all that were asked for
 */
export function outcomeOf(
  { summarize, conclude }: Pick<Experiment, "summarize" | "conclude">,
  results: readonly ArmResult[],
  seeds: readonly number[],
): Outcome {
  const whole = seeds.filter((seed) => results.every(({ runs }) => runs.some((run) => run.seed === seed)));
  const ofWhole = results.map(({ arm, runs }) => {
    return { arm, runs: whole.map((seed) => runs.find((run) => run.seed === seed)!) };
  });
  return {
    results,
    seeds: whole,
    figures: whole.length > 0 ? summarize(ofWhole) : [],
    conclusions: whole.length > 0 ? conclude(ofWhole) : [],
    trainings: {
      finished: results.reduce((sum, { runs }) => sum + runs.length, 0),
      inAll: seeds.length * results.length,
    },
  };
}
