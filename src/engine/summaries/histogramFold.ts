import { createThinnedSeries } from "../run/thinnedSeries";
import { type Bins, binsOf } from "./bins";
import type { LoggedHistogram } from "./summary";

/** A histogram at each of many steps. */
export interface HistogramFold {
  /** @param most how many steps' bins are kept, at most; the series is thinned beyond */
  add(step: number, histogram: LoggedHistogram, most: number): void;
  /** In the order of steps, those that hold finite values. */
  readonly kept: () => readonly { readonly step: number; readonly bins: Bins }[];
  readonly sums: HistogramSums;
}

/** Over all steps; mean and the sum of squared deviations from it are of those whose sums are finite. */
export interface HistogramSums {
  steps: number;
  /** Of all values, and of those in steps with finite sums. */
  count: number;
  finite: number;
  mean: number;
  m2: number;
  min: number;
  max: number;
  minStep: number | null;
  maxStep: number | null;
  /** Steps whose sums are not finite, and the first of them. */
  notFinite: number;
  firstNonFiniteStep: number | null;
  /** Whether a step had no sums, so that mean and deviation are guessed from its bins. */
  isGuessed: boolean;
}

interface StepMoments {
  readonly count: number;
  readonly mean: number;
  readonly m2: number;
}

export function createHistograms(): HistogramFold {
  const series = createThinnedSeries<{ readonly step: number; readonly bins: Bins }>();
  const sums: HistogramSums = {
    steps: 0,
    count: 0,
    finite: 0,
    mean: Number.NaN,
    m2: Number.NaN,
    min: Number.NaN,
    max: Number.NaN,
    minStep: null,
    maxStep: null,
    notFinite: 0,
    firstNonFiniteStep: null,
    isGuessed: false,
  };
  return {
    add(step, histogram, most) {
      const bins = binsOf(histogram);
      sums.steps++;
      if (bins !== null) series.add({ step, bins }, false, most);
      addTo(sums, step, histogram, bins);
    },
    kept: () => series.kept(),
    sums,
  };
}

function addTo(sums: HistogramSums, step: number, histogram: LoggedHistogram, bins: Bins | null): void {
  const { count, mean, m2 } = momentsOf(histogram, bins);
  sums.count += count;
  if (histogram.sums === null) sums.isGuessed = true;
  if (count === 0) return;
  if (!Number.isFinite(mean) || !Number.isFinite(m2)) {
    sums.notFinite++;
    sums.firstNonFiniteStep ??= step;
    return;
  }
  merge(sums, { count, mean, m2 });
  if (!(histogram.min >= sums.min)) [sums.min, sums.minStep] = [histogram.min, step];
  if (!(histogram.max <= sums.max)) [sums.max, sums.maxStep] = [histogram.max, step];
}

/** Chan, Golub and LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances". */
function merge(sums: HistogramSums, { count, mean, m2 }: StepMoments): void {
  if (sums.finite === 0) [sums.mean, sums.m2] = [0, 0];
  const all = sums.finite + count;
  const ahead = mean - sums.mean;
  sums.mean += ahead * (count / all);
  sums.m2 += m2 + ahead * ahead * ((sums.finite * count) / all);
  sums.finite = all;
}

/** By the writer's sums; where it keeps none, values are taken to lie evenly in their bins. */
function momentsOf({ sums }: LoggedHistogram, bins: Bins | null): StepMoments {
  if (sums !== null) {
    const { count, sum, sumSquares } = sums;
    // Rounding may leave less than nothing where all values are alike.
    return { count, mean: sum / count, m2: Math.max(0, sumSquares - (sum / count) * sum) };
  }
  if (bins === null) return { count: 0, mean: Number.NaN, m2: Number.NaN };
  const { edges, upTo } = bins;
  let [mean, m2] = [0, 0];
  const count = upTo.at(-1)!;
  for (let bin = 0; bin + 1 < edges.length; bin++)
    mean += ((edges[bin]! + edges[bin + 1]!) / 2) * ((upTo[bin + 1]! - upTo[bin]!) / count);
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const [from, to] = [edges[bin]!, edges[bin + 1]!];
    m2 += (upTo[bin + 1]! - upTo[bin]!) * (((from + to) / 2 - mean) ** 2 + (to - from) ** 2 / 12);
  }
  return { count, mean, m2 };
}
