import { finiteOrNaN, means, variances } from "../layer";
import type { Channels, Statistics } from "../report";
import { type Buckets, createBucketList } from "../statistics/buckets";
import { histogramOf } from "../statistics/histogram";
import { countedMoments, wholeMoments } from "../statistics/moments";
import { quantilesOf } from "../statistics/quantiles";
import type { LayerFold } from "./layerFold";

/** Of how much buckets may miss the variance before what else they say of the shape is not worth saying. */
const TRUSTED = 0.02;

/**
 * Statistics of all that a layer saw in a run. Counts, means, variances and extremes are exact; quantiles, skewness
 * and kurtosis are those of the logged buckets (a relative 2^-8), and NaN where those are too coarse or left out.
 * A log does not say where extremes stand.
 *
 * @param shaped whether to tell of the distribution, too; without, its statistics are NaN and left out
 */
export function runStatistics(fold: LayerFold, shaped = true): Statistics {
  const whole = wholeMoments(fold.sums.moments);
  const variance = variances(whole)[0]!;
  const [min, max] = [finiteOrNaN(least(fold.sums.min)), finiteOrNaN(-least(fold.sums.max.map((value) => -value)))];
  const buckets = shaped ? fold.codes.buckets() : createBucketList().done();
  const quantiles = quantilesOf(buckets, min, max);
  const zero = total(fold.sums.zero);
  return {
    count: fold.count,
    nan: fold.nan,
    positiveInfinity: fold.positiveInfinity,
    negativeInfinity: fold.negativeInfinity,
    zero,
    subnormal: shaped ? subnormalOf(fold, zero) : Number.NaN,
    mean: means(whole)[0]!,
    variance,
    standardDeviation: Math.sqrt(variance),
    ...shapeOf(buckets, variance),
    min,
    max,
    argmin: null,
    argmax: null,
    firstNonFinite: fold.firstNonFinite?.index ?? null,
    argminStep: null,
    argmaxStep: null,
    firstNonFiniteStep: fold.firstNonFinite?.index == null ? null : fold.firstNonFinite.step,
    quantiles,
    histogram: histogramOf(buckets, min, max, quantiles),
  };
}

/** Per channel; all are exact. */
export function runChannels({ sums }: LayerFold): Channels {
  const values = sums.moments.count.map((finite, c) => finite + sums.nonFinite[c]!);
  return {
    mean: means(sums.moments),
    variance: variances(sums.moments),
    min: sums.min.map(finiteOrNaN),
    max: sums.max.map(finiteOrNaN),
    zeroFraction: sums.zero.map((zero, c) => zero / values[c]!),
    nonFinite: sums.nonFinite.slice(),
  };
}

function shapeOf(buckets: Buckets, variance: number): Pick<Statistics, "skewness" | "kurtosis"> {
  const { count, m2, m3, m4 } = countedMoments(buckets.value, buckets.count);
  const [n, second] = [count[0]!, m2[0]!];
  if (!(Math.abs(second / n / variance - 1) <= TRUSTED)) return { skewness: Number.NaN, kurtosis: Number.NaN };
  return { skewness: (Math.sqrt(n) * m3[0]!) / second ** 1.5, kurtosis: (n * m4[0]!) / (second * second) - 3 };
}

/** Float64's subnormal numbers are 0 as float32: a log does not tell them. */
function subnormalOf({ first, codes }: LayerFold, zero: number): number {
  if (first.dtype === "float64") return Number.NaN;
  return Math.max(0, codes.below(first.dtype === "float16" ? 2 ** -14 : 2 ** -126) - zero);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function least(values: Float64Array): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}
