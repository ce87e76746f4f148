import type { NormKernels, Values } from "../kernels/normKernels";
import {
  type ChannelPlan,
  type ChannelStatistics,
  channelRanges,
  combineChannels,
  rangesBetween,
} from "./channelStatistics";
import { GROW, grownInvStd, overflows, SHRUNK_EPS, shrinkChannels } from "./shrink";

/** Normalizes x into y with statistics of its own, which it writes. */
export type ChannelNormalizer = (x: Values, y: Values, statistics: ChannelStatistics) => void;

/** Keeps its scratch arrays from tensor to tensor; x and y must lie as the plan says. */
export function channelNormalizer(kernels: NormKernels, plan: ChannelPlan): ChannelNormalizer {
  const { layout, perStatistic, weight, bias } = plan;
  const array = () => kernels.float64(layout.channels);
  const moments = { mean: array(), low: array(), variance: array() };
  const coefficients = { mean: array(), scale: array(), shift: array() };

  function normalizeRange(x: Values, y: Values, statistics: ChannelStatistics, from: number, to: number): void {
    kernels.channelMoments(x, layout, from, to, moments.mean, moments.variance, moments.low);
    if (!overflows(x, moments.variance, from, to)) applyRange(x, y, plan, statistics, from, to);
    else for (const [first, end] of rangesBetween(from, to, perStatistic)) normalizeOne(x, y, statistics, first, end);
  }

  /** One statistic's channels, whose moments are known but may have overflowed. */
  function normalizeOne(x: Values, y: Values, statistics: ChannelStatistics, from: number, to: number): void {
    if (!overflows(x, moments.variance, from, to)) {
      applyRange(x, y, plan, statistics, from, to);
      return;
    }
    shrinkChannels(kernels, x, y, layout, from, to, coefficients);
    kernels.channelMoments(y, layout, from, to, moments.mean, moments.variance, moments.low);
    applyRange(y, y, { ...plan, eps: SHRUNK_EPS }, statistics, from, to);
    growStatistic(statistics, from / perStatistic, plan.eps);
  }

  /** From the moments on: they are those of x. */
  function applyRange(
    x: Values,
    y: Values,
    planned: ChannelPlan,
    statistics: ChannelStatistics,
    from: number,
    to: number,
  ): void {
    for (let first = from; first < to; first += perStatistic) combineChannels(moments, first, planned, statistics);
    for (let c = from; c < to; c++) {
      const s = Math.floor(c / perStatistic);
      coefficients.mean[c] = statistics.mean[s]!;
      coefficients.scale[c] = (weight?.[c] ?? 1) * statistics.invStd[s]!;
      coefficients.shift[c] = (bias?.[c] ?? 0) - statistics.meanLow[s]! * coefficients.scale[c]!;
    }
    kernels.applyChannels(x, y, layout, from, to, coefficients);
  }

  return (x, y, statistics) => {
    for (const [from, to] of channelRanges(plan)) normalizeRange(x, y, statistics, from, to);
  };
}

/** The variance may well be beyond float64; what the output was made with is not. */
function growStatistic(statistics: ChannelStatistics, s: number, eps: number): void {
  statistics.mean[s]! *= GROW;
  statistics.meanLow[s]! *= GROW;
  statistics.variance[s] = statistics.variance[s]! * GROW * GROW;
  statistics.invStd[s] = grownInvStd(statistics.invStd[s]!, eps);
}
