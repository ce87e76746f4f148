import type { Buckets } from "./buckets";

/** Probabilities that a report holds quantiles for. */
export const PROBABILITIES = [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999] as const;

/**
 * Quantiles of the counted values, linear between order statistics as NumPy's and PyTorch's default.
 * Each order statistic is within a relative 2^-8 of the truth (the middle of its bucket), the extremes
 * are exact; of an exact table all are.
 */
export function quantilesOf(buckets: Buckets, min: number, max: number): [number, number][] {
  const total = buckets.count.reduce((sum, count) => sum + count, 0);
  if (total === 0) return PROBABILITIES.map((p) => [p, Number.NaN]);
  const orderStatistic = orderStatistics(buckets, min, max, total);
  return PROBABILITIES.map((p) => {
    const place = p * (total - 1);
    const lower = orderStatistic(Math.floor(place));
    const upper = orderStatistic(Math.ceil(place));
    const share = place - Math.floor(place);
    return [p, lower * (1 - share) + upper * share];
  });
}

/** The k-th smallest value, k from 0; quick where k hardly moves from call to call. */
function orderStatistics(buckets: Buckets, min: number, max: number, total: number): (k: number) => number {
  let bucket = 0;
  let below = 0;
  return (k) => {
    if (k === 0) return min;
    if (k === total - 1) return max;
    while (bucket > 0 && k < below) below -= buckets.count[--bucket]!;
    while (k >= below + buckets.count[bucket]!) below += buckets.count[bucket++]!;
    return Math.min(max, Math.max(min, buckets.value[bucket]!));
  };
}
