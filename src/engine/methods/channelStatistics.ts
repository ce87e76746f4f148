import type { NormKernels, Numbers, Values } from "../kernels/normKernels";
import type { Layout } from "../layout";

/** How the channels of a tensor, or of one example of it, are normalized by the functions on channels. */
export interface ChannelPlan {
  readonly layout: Layout;
  /** Channels that share a mean and variance, side by side. */
  readonly perStatistic: number;
  readonly eps: number;
  readonly weight: Values | null;
  readonly bias: Values | null;
}

/** One entry a statistic. */
export interface ChannelStatistics {
  readonly mean: Numbers;
  readonly meanLow: Numbers;
  /** Biased. */
  readonly variance: Numbers;
  readonly invStd: Numbers;
}

export function createStatistics(kernels: NormKernels, length: number): ChannelStatistics {
  const array = () => kernels.float64(length);
  return { mean: array(), meanLow: array(), variance: array(), invStd: array() };
}

/** The statistics [from, to) of these, on the same memory. */
export function statisticsBetween(statistics: ChannelStatistics, from: number, to: number): ChannelStatistics {
  const { mean, meanLow, variance, invStd } = statistics;
  return {
    mean: mean.subarray(from, to),
    meanLow: meanLow.subarray(from, to),
    variance: variance.subarray(from, to),
    invStd: invStd.subarray(from, to),
  };
}

/** The ranges of channels that are worth one call of a kernel. */
export function channelRanges({ layout, perStatistic }: ChannelPlan): readonly (readonly [number, number])[] {
  const { channels, inner } = layout;
  // Where channels lie apart, one is small enough to be in the cache still when it is read again.
  return rangesBetween(0, channels, inner === 1 ? channels : perStatistic);
}

export function rangesBetween(from: number, to: number, step: number): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (let start = from; start < to; start += step) ranges.push([start, Math.min(to, start + step)]);
  return ranges;
}

/**
 * Combines the moments of channels of equal counts into one statistic: the variance is that within channels plus that
 * of their means (Chan, Golub and LeVeque 1979, "Updating formulae and a pairwise algorithm"). The mean is worked
 * with as a distance from the first channel's, so that an offset costs no digits.
 */
export function combineChannels(
  moments: { readonly mean: Numbers; readonly low: Numbers; readonly variance: Numbers },
  first: number,
  { perStatistic, eps }: ChannelPlan,
  statistics: ChannelStatistics,
): void {
  const centre = moments.mean[first]!;
  const distance = (c: number) => moments.mean[c]! - centre + moments.low[c]!;
  let low = 0;
  for (let c = first; c < first + perStatistic; c++) low += distance(c) / perStatistic;
  let variance = 0;
  for (let c = first; c < first + perStatistic; c++) {
    variance += (moments.variance[c]! + (distance(c) - low) ** 2) / perStatistic;
  }
  const s = first / perStatistic;
  statistics.mean[s] = centre + low;
  statistics.meanLow[s] = centre - statistics.mean[s]! + low;
  statistics.variance[s] = variance;
  statistics.invStd[s] = 1 / Math.sqrt(variance + eps);
}
