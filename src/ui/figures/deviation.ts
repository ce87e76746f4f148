import type { Running } from "../../engine/report";

/** What a batch norm adds to the variance before it takes the root: PyTorch's default. */
export const EPSILON = 1e-5;

/** 90 % of a normal distribution lies within this many standard deviations. */
export const NINE_TENTHS = 1.645;

/** Batch means as distances from the running mean before the step's update, in running σ: [step][channel]. */
export function meanDistance(running: Running): Float64Array[] {
  return running.batchMean.map((means, step) => {
    const { mean, variance } = before(running, step);
    return means.map((value, c) => (value - mean[c]!) / Math.sqrt(variance[c]! + EPSILON));
  });
}

/** Batch variances over the running variance before the step's update: [step][channel]; NaN where that is 0. */
export function varianceRatio(running: Running): Float64Array[] {
  return running.batchVariance.map((variances, step) => {
    const { variance } = before(running, step);
    return variances.map((value, c) => (variance[c]! > 0 ? value / variance[c]! : Number.NaN));
  });
}

/** Standard error of the mean of m independent values, in σ. */
export function meanNoise(m: number): number {
  return 1 / Math.sqrt(m);
}

/** Standard error of the log variance of m independent normal values. */
export function logVarianceNoise(m: number): number {
  return Math.sqrt(2 / m);
}

/** Share of finite values of the second half of the steps that lie outside ±`limit(step)`; NaN of nothing. */
export function shareOutside(series: readonly Float64Array[], limit: (step: number) => number): number {
  let outside = 0;
  let all = 0;
  series.forEach((values, step) => {
    if (step < Math.floor(series.length / 2)) return;
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      all++;
      if (Math.abs(value) > limit(step)) outside++;
    }
  });
  return outside / all;
}

/** The averages that a step found: before the first update, mean 0 and variance 1. */
function before(running: Running, step: number): { mean: Float64Array; variance: Float64Array } {
  const channels = running.batchMean[step]!.length;
  return {
    mean: running.runningMean[step - 1] ?? new Float64Array(channels),
    variance: running.runningVariance[step - 1] ?? new Float64Array(channels).fill(1),
  };
}
