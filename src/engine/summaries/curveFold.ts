import { createThinnedSeries } from "../run/thinnedSeries";

/** A number at each of many steps. */
export interface CurveFold {
  /** @param most how many points are kept, at most; the series is thinned beyond */
  add(step: number, wallTime: number, value: number, most: number): void;
  /** In the order of steps. */
  readonly kept: () => readonly CurvePoint[];
  readonly sums: CurveSums;
}

export interface CurvePoint {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number;
}

/** Of all values; mean and the sum of squared deviations from it are of the finite ones. */
export interface CurveSums {
  count: number;
  nan: number;
  positiveInfinity: number;
  negativeInfinity: number;
  zero: number;
  mean: number;
  m2: number;
  min: number;
  max: number;
  /** The steps of the first lowest, highest and non-finite value. */
  minStep: number | null;
  maxStep: number | null;
  firstNonFiniteStep: number | null;
}

export function createCurve(): CurveFold {
  const series = createThinnedSeries<CurvePoint>();
  const sums: CurveSums = {
    count: 0,
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
    zero: 0,
    mean: Number.NaN,
    m2: Number.NaN,
    min: Number.NaN,
    max: Number.NaN,
    minStep: null,
    maxStep: null,
    firstNonFiniteStep: null,
  };
  return {
    add(step, wallTime, value, most) {
      series.add({ step, wallTime, value }, !Number.isFinite(value), most);
      addTo(sums, step, value);
    },
    kept: () => series.kept(),
    sums,
  };
}

function addTo(sums: CurveSums, step: number, value: number): void {
  sums.count++;
  if (!Number.isFinite(value)) {
    if (Number.isNaN(value)) sums.nan++;
    else if (value > 0) sums.positiveInfinity++;
    else sums.negativeInfinity++;
    sums.firstNonFiniteStep ??= step;
    return;
  }
  const finite = sums.count - sums.nan - sums.positiveInfinity - sums.negativeInfinity;
  if (finite === 1) [sums.mean, sums.m2] = [0, 0];
  const ahead = value - sums.mean;
  sums.mean += ahead / finite;
  sums.m2 += ahead * (value - sums.mean);
  if (value === 0) sums.zero++;
  if (!(value >= sums.min)) [sums.min, sums.minStep] = [value, step];
  if (!(value <= sums.max)) [sums.max, sums.maxStep] = [value, step];
}
