import type { Convention } from "../convention";

/** The statistics of consecutive batches: [step][channel], and how many values are behind each of a step. */
export interface BatchSeries {
  readonly count: readonly number[];
  readonly batchMean: readonly Float64Array[];
  /** Biased. */
  readonly batchVariance: readonly Float64Array[];
}

export interface RunningSeries {
  readonly runningMean: readonly Float64Array[];
  readonly runningVariance: readonly Float64Array[];
}

/**
 * The running averages that a batch norm keeps of these batches, after each step's update,
 * from mean 0 and variance 1. A step without values leaves them as they are.
 *
 * PyTorch (torch.nn.BatchNorm2d): momentum weighs the new batch, the variance is unbiased.
 * Keras (keras.layers.BatchNormalization): momentum weighs the old average, the variance is biased.
 * Null is the cumulative average: every batch so far weighs the same.
 */
export function runningAverages(series: BatchSeries, momentum: number | null, convention: Convention): RunningSeries {
  const runningMean: Float64Array[] = [];
  const runningVariance: Float64Array[] = [];
  let updates = 0;
  series.count.forEach((count, step) => {
    const batchMean = series.batchMean[step]!;
    const batchVariance = series.batchVariance[step]!;
    const oldMean = runningMean[step - 1] ?? new Float64Array(batchMean.length);
    const oldVariance = runningVariance[step - 1] ?? new Float64Array(batchMean.length).fill(1);
    if (count > 0) updates++;
    const weight = count > 0 ? newBatchWeight(momentum, convention, updates) : 0;
    const unbias = convention === "pytorch" ? count / (count - 1) : 1;
    runningMean.push(oldMean.map((old, c) => average(old, batchMean[c]!, weight)));
    runningVariance.push(oldVariance.map((old, c) => average(old, batchVariance[c]! * unbias, weight)));
  });
  return { runningMean, runningVariance };
}

/** Weight of the `update`-th batch (from 1) in the running average, whatever the convention. */
export function newBatchWeight(momentum: number | null, convention: Convention, update: number): number {
  if (momentum === null) return 1 / update;
  return convention === "pytorch" ? momentum : 1 - momentum;
}

/** Share of the initial mean 0 and variance 1 that an average still holds after so many updates: (1 − m)^t. */
export function initialShareLeft(momentum: number | null, convention: Convention, updates: number): number {
  return momentum === null ? 0 : (1 - newBatchWeight(momentum, convention, updates)) ** updates;
}

/** Below it, what an average began with no longer shows in evaluation. */
export const WARMED_UP = 0.01;

function average(old: number, batch: number, weight: number): number {
  return weight === 0 ? old : (1 - weight) * old + weight * batch;
}
