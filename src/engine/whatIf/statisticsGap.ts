import { rootMeanSquare } from "../findings/robust";

/** What a batch norm normalizes with, one entry a channel. */
export interface Statistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** How outputs made with a batch's own statistics differ from those made with others. */
export interface StatisticsGap {
  /** RMS difference over the batch's values, by channel; in the output's units, γ included. */
  readonly gap: Float64Array;
  /** Its parts, which add as squares: what the mean shifts, and what the variance scales. */
  readonly fromMean: Float64Array;
  readonly fromVariance: Float64Array;
  /** RMS over channels, of the gap and of its parts. */
  readonly rms: number;
  readonly rmsFromMean: number;
  readonly rmsFromVariance: number;
}

/**
 * With a = 1/√(σ² + ε) of the batch and b of the others, a value u above the batch's mean μ becomes u a in training and
 * (u + μ - μ') b in inference: the squared difference is σ² (a - b)² + (μ - μ')² b² on average.
 *
 * @param batch the batch's own; its variance is biased, as in training
 */
export function gapOf(
  batch: Statistics,
  others: Statistics,
  { eps, weight }: { readonly eps: number; readonly weight: Float64Array | null },
): StatisticsGap {
  const scale = (c: number) => Math.abs(weight?.[c] ?? 1);
  const inverse = (variance: number) => inverseScale(variance, eps);
  const fromMean = batch.mean.map(
    (mean, c) => scale(c) * Math.abs(mean - others.mean[c]!) * inverse(others.variance[c]!),
  );
  const fromVariance = batch.variance.map(
    (variance, c) => scale(c) * Math.sqrt(variance) * Math.abs(inverse(variance) - inverse(others.variance[c]!)),
  );
  const gap = fromMean.map((mean, c) => Math.hypot(mean, fromVariance[c]!));
  return {
    gap,
    fromMean,
    fromVariance,
    rms: rootMeanSquare(gap),
    rmsFromMean: rootMeanSquare(fromMean),
    rmsFromVariance: rootMeanSquare(fromVariance),
  };
}

/** What centred values are multiplied with; 0 of a constant channel without ε. */
export function inverseScale(variance: number, eps: number): number {
  return variance + eps > 0 ? 1 / Math.sqrt(variance + eps) : 0;
}

/** As PyTorch keeps them of a batch with so many values a channel. */
export function unbiasedStatistics({ mean, variance }: Statistics, count: number): Statistics {
  return { mean, variance: variance.map((biased) => (biased * count) / Math.max(1, count - 1)) };
}
