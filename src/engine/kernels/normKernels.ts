import type { Layout } from "../layout";

/** Values in the memory that kernels compute in, in C order. What belongs to one call is all of one kind. */
export type Values = Float32Array<ArrayBufferLike> | Float64Array<ArrayBufferLike>;

/** Statistics and coefficients, always float64. */
export type Numbers = Float64Array<ArrayBufferLike>;

/** Rows of contiguous values, `channels` runs of `inner` each, with one statistic a row. */
export interface RowLayout {
  readonly rows: number;
  readonly channels: number;
  readonly inner: number;
  /** The first channel of row r has the parameter (r % groups) * channels. */
  readonly groups: number;
}

/** What can be said of values in the time that it takes to read them: of the finite ones, NaN where there are none. */
export interface Summary {
  /** Of finite values. */
  readonly count: number;
  readonly nonFinite: number;
  readonly mean: number;
  /** Biased. */
  readonly variance: number;
  readonly min: number;
  readonly max: number;
}

/** The summary of `count` finite values; what is said of none of them is of no account. */
export function summaryOf(
  count: number,
  nonFinite: number,
  { mean, variance, min, max }: Pick<Summary, "mean" | "variance" | "min" | "max">,
): Summary {
  if (count > 0) return { count, nonFinite, mean, variance, min, max };
  return { count, nonFinite, mean: Number.NaN, variance: Number.NaN, min: Number.NaN, max: Number.NaN };
}

/**
 * The hot loops of normalization. Arrays must come from the same kernels' `float32` and `float64`; sums are
 * exact to about 1e-7 relative for float32 values, 1e-15 for float64. Per-channel functions work on the
 * channels [from, to), so that a caller may keep one channel's values in the cache between two calls.
 */
export interface NormKernels {
  /** Arrays of zeros in the kernels' memory. Throws where that is full. */
  float32(length: number): Float32Array<ArrayBufferLike>;
  float64(length: number): Numbers;

  summarize(values: Values): Summary;

  /**
   * Mean and biased variance of each channel over outer x inner values. Into `meanLow` goes what rounding took from
   * the mean, which is half the digits of float64 values whose offset dwarfs their spread; 0 is right for float32.
   */
  channelMoments(
    x: Values,
    layout: Layout,
    from: number,
    to: number,
    mean: Numbers,
    variance: Numbers,
    meanLow?: Numbers,
  ): void;

  /** y = (x - mean[c]) * scale[c] + shift[c]; y may be x. */
  applyChannels(
    x: Values,
    y: Values,
    layout: Layout,
    from: number,
    to: number,
    coefficients: { readonly mean: Numbers; readonly scale: Numbers; readonly shift: Numbers },
  ): void;

  /** Sums over each channel of gradOutput, and of gradOutput * (x - mean[c]). */
  channelGradientSums(
    x: Values,
    gradOutput: Values,
    layout: Layout,
    from: number,
    to: number,
    sums: { readonly mean: Numbers; readonly grad: Numbers; readonly gradX: Numbers },
  ): void;

  /** gradInput = a[c] * gradOutput + b[c] * (x - mean[c]) + d[c]; gradInput may be x. */
  applyChannelGradients(
    x: Values,
    gradOutput: Values,
    gradInput: Values,
    layout: Layout,
    from: number,
    to: number,
    coefficients: { readonly mean: Numbers; readonly a: Numbers; readonly b: Numbers; readonly d: Numbers },
  ): void;

  /**
   * y = (x - mean) * invStd * weight + bias, row by row; invStd = 1 / sqrt(variance + eps), biased.
   * Not centred (RMS): mean is taken as 0 and the variance is the mean square.
   * Writes each row's mean and invStd; y may be x.
   */
  normalizeRows(
    x: Values,
    y: Values,
    rows: RowLayout,
    options: {
      readonly weight: Values | null;
      readonly bias: Values | null;
      readonly eps: number;
      readonly centred: boolean;
    },
    statistics: { readonly mean: Numbers; readonly invStd: Numbers },
  ): void;

  /**
   * Gradients of normalizeRows. With g = gradOutput * weight and n = (x - mean) * invStd:
   * gradInput = invStd * (g - average(g) - n * average(g * n)), without average(g) where it is not centred.
   * Adds gradOutput * n to gradWeight and gradOutput to gradBias, per parameter.
   */
  rowGradients(
    x: Values,
    gradOutput: Values,
    gradInput: Values,
    rows: RowLayout,
    options: { readonly weight: Values | null; readonly centred: boolean },
    statistics: { readonly mean: Numbers; readonly invStd: Numbers },
    parameters: { readonly gradWeight: Numbers; readonly gradBias: Numbers },
  ): void;
}
