import type { SeenStep } from "../run/watchedLayer";

/** How one channel's batch statistics scatter from batch to batch. */
export interface BatchScatter {
  readonly mean: Moment;
  /** Of the unbiased variance. */
  readonly variance: Moment;
}

interface Moment {
  readonly average: number;
  /** Variance over batches of the batch's statistic, drift left out. */
  readonly scatter: number;
}

/**
 * Averages over batches, and their scatter as half the mean square of successive differences, which leaves slow drift
 * out (von Neumann et al. 1941, "The mean square successive difference"). The scatter is what sampling really does:
 * neighbouring pixels and words are alike, so that σ² / m would be far too small.
 *
 * @param steps two at least
 */
export function batchScatter(steps: readonly SeenStep[], channel: number): BatchScatter {
  return {
    mean: momentOf(steps.map(({ batchMean }) => batchMean[channel]!)),
    variance: momentOf(
      steps.map(({ batchVariance, count }) => batchVariance[channel]! * (count > 1 ? count / (count - 1) : Number.NaN)),
    ),
  };
}

function momentOf(values: readonly number[]): Moment {
  let [sum, squares] = [values[0]!, 0];
  for (let i = 1; i < values.length; i++) {
    sum += values[i]!;
    squares += (values[i]! - values[i - 1]!) ** 2;
  }
  return { average: sum / values.length, scatter: squares / (2 * (values.length - 1)) };
}
