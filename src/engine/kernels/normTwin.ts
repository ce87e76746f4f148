import type { Layout } from "../layout";
import { type NormKernels, type Numbers, type RowLayout, type Summary, summaryOf, type Values } from "./normKernels";

/**
 * The kernels in plain TypeScript: what compiled ones must compute, and what runs where there are none.
 * Arithmetic is float64; only stores round to the type of the array.
 */
export function createNormTwin(): NormKernels {
  return {
    float32: (length) => new Float32Array(length),
    float64: (length) => new Float64Array(length),
    summarize,
    channelMoments,
    applyChannels,
    channelGradientSums,
    applyChannelGradients,
    normalizeRows,
    rowGradients,
  };
}

function summarize(values: Values): Summary {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  const mean = finite.reduce((sum, x) => sum + x / finite.length, 0);
  const deviations = finite.map((x) => x - mean);
  const low = deviations.reduce((sum, d) => sum + d, 0) / finite.length;
  return summaryOf(finite.length, values.length - finite.length, {
    mean: mean + low,
    variance: deviations.reduce((sum, d) => sum + (d - low) ** 2, 0) / finite.length,
    min: finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    max: finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  });
}

/**
 * Two passes, corrected: Chan, Golub and LeVeque (1983), "Algorithms for computing the sample variance", (1.7).
 * The deviations from a rounded mean do not sum to 0; their average is what the mean lacks.
 */
function channelMoments(
  x: Values,
  layout: Layout,
  from: number,
  to: number,
  mean: Numbers,
  variance: Numbers,
  meanLow?: Numbers,
): void {
  const count = layout.outer * layout.inner;
  for (let c = from; c < to; c++) {
    let sum = 0;
    forEachPlace(layout, c, (i) => {
      sum += x[i]!;
    });
    const centre = sum / count;
    let deviations = 0;
    let squares = 0;
    forEachPlace(layout, c, (i) => {
      const deviation = x[i]! - centre;
      deviations += deviation;
      squares += deviation * deviation;
    });
    const low = deviations / count;
    mean[c] = centre + low;
    variance[c] = Math.max(0, squares / count - low * low);
    if (meanLow) meanLow[c] = centre - mean[c]! + low;
  }
}

function applyChannels(
  x: Values,
  y: Values,
  layout: Layout,
  from: number,
  to: number,
  { mean, scale, shift }: { readonly mean: Numbers; readonly scale: Numbers; readonly shift: Numbers },
): void {
  for (let c = from; c < to; c++) {
    forEachPlace(layout, c, (i) => {
      y[i] = (x[i]! - mean[c]!) * scale[c]! + shift[c]!;
    });
  }
}

function channelGradientSums(
  x: Values,
  gradOutput: Values,
  layout: Layout,
  from: number,
  to: number,
  { mean, grad, gradX }: { readonly mean: Numbers; readonly grad: Numbers; readonly gradX: Numbers },
): void {
  for (let c = from; c < to; c++) {
    let sum = 0;
    let sumX = 0;
    forEachPlace(layout, c, (i) => {
      sum += gradOutput[i]!;
      sumX += gradOutput[i]! * (x[i]! - mean[c]!);
    });
    grad[c] = sum;
    gradX[c] = sumX;
  }
}

function applyChannelGradients(
  x: Values,
  gradOutput: Values,
  gradInput: Values,
  layout: Layout,
  from: number,
  to: number,
  { mean, a, b, d }: { readonly mean: Numbers; readonly a: Numbers; readonly b: Numbers; readonly d: Numbers },
): void {
  for (let c = from; c < to; c++) {
    forEachPlace(layout, c, (i) => {
      gradInput[i] = a[c]! * gradOutput[i]! + b[c]! * (x[i]! - mean[c]!) + d[c]!;
    });
  }
}

function forEachPlace({ outer, channels, inner }: Layout, channel: number, visit: (i: number) => void): void {
  for (let o = 0; o < outer; o++) {
    const start = (o * channels + channel) * inner;
    for (let i = start; i < start + inner; i++) visit(i);
  }
}

function normalizeRows(
  x: Values,
  y: Values,
  layout: RowLayout,
  options: {
    readonly weight: Values | null;
    readonly bias: Values | null;
    readonly eps: number;
    readonly centred: boolean;
  },
  statistics: { readonly mean: Numbers; readonly invStd: Numbers },
): void {
  const { weight, bias, eps, centred } = options;
  const count = layout.channels * layout.inner;
  for (let r = 0; r < layout.rows; r++) {
    const [start, end] = [r * count, (r + 1) * count];
    const centre = centred ? average(start, end, (i) => x[i]!) : 0;
    // As channelMoments has it: what the rounded mean lacks, though no array keeps it.
    const low = centred ? average(start, end, (i) => x[i]! - centre) : 0;
    const square = average(start, end, (i) => (x[i]! - centre) ** 2);
    const invStd = 1 / Math.sqrt(Math.max(0, square - low * low) + eps);
    for (let i = start; i < end; i++) {
      const p = parameterAt(layout, r, i - start);
      y[i] = (x[i]! - centre - low) * invStd * (weight ? weight[p]! : 1) + (bias ? bias[p]! : 0);
    }
    statistics.mean[r] = centre + low;
    statistics.invStd[r] = invStd;
  }
}

function rowGradients(
  x: Values,
  gradOutput: Values,
  gradInput: Values,
  layout: RowLayout,
  options: { readonly weight: Values | null; readonly centred: boolean },
  statistics: { readonly mean: Numbers; readonly invStd: Numbers },
  { gradWeight, gradBias }: { readonly gradWeight: Numbers; readonly gradBias: Numbers },
): void {
  const { weight, centred } = options;
  const count = layout.channels * layout.inner;
  for (let r = 0; r < layout.rows; r++) {
    const [start, end] = [r * count, (r + 1) * count];
    const mean = statistics.mean[r]!;
    const invStd = statistics.invStd[r]!;
    const low = centred ? average(start, end, (i) => x[i]! - mean) : 0;
    const n = (i: number) => (x[i]! - mean - low) * invStd;
    const g = (i: number) => gradOutput[i]! * (weight ? weight[parameterAt(layout, r, i - start)]! : 1);
    const averageG = centred ? average(start, end, g) : 0;
    const averageGN = average(start, end, (i) => g(i) * n(i));
    for (let i = start; i < end; i++) {
      const p = parameterAt(layout, r, i - start);
      gradWeight[p]! += gradOutput[i]! * n(i);
      gradBias[p]! += gradOutput[i]!;
      gradInput[i] = invStd * (g(i) - averageG - n(i) * averageGN);
    }
  }
}

/** Which weight and bias go with the value at `place` of a row. */
function parameterAt({ channels, inner, groups }: RowLayout, row: number, place: number): number {
  return (row % groups) * channels + Math.floor(place / inner);
}

function average(start: number, end: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += value(i);
  return sum / (end - start);
}
