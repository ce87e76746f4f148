import { quantile } from "../quantile";
import type { Layer, Statistics } from "../report";
import { PROBABILITIES } from "../statistics/quantiles";
import type { CurveFold, CurvePoint, CurveSums } from "./curveFold";

/** What is known of a tag besides what was logged under it. */
export interface NamedTag {
  readonly tag: string;
  readonly name: string;
  readonly run: string;
  readonly leftOut: number;
}

/** A scalar's layer: its curve, and statistics over steps. */
export function curveLayer({ tag, name, run, leftOut }: NamedTag, { kept, sums }: CurveFold): Layer {
  const points = kept();
  return {
    name,
    run,
    kind: "scalar",
    dtype: "",
    shape: [],
    channelAxis: null,
    statistics: statisticsOf(sums, points),
    channels: null,
    running: null,
    outline: null,
    overTime: null,
    curve: {
      steps: points.map(({ step }) => step),
      wallTimes: Float64Array.from(points, ({ wallTime }) => wallTime),
      values: Float64Array.from(points, ({ value }) => value),
    },
    summarized: { tag, moments: "values", logged: sums.count, kept: points.length, notFinite: 0, leftOut },
    norm: null,
    findings: [],
  };
}

function statisticsOf(sums: CurveSums, points: readonly CurvePoint[]): Statistics {
  const { count, nan, positiveInfinity, negativeInfinity, zero, mean, m2, min, max } = sums;
  const variance = m2 / (count - nan - positiveInfinity - negativeInfinity);
  const ascending = points
    .map(({ value }) => value)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return {
    count,
    nan,
    positiveInfinity,
    negativeInfinity,
    zero,
    subnormal: Number.NaN,
    mean,
    variance,
    standardDeviation: Math.sqrt(variance),
    skewness: Number.NaN,
    kurtosis: Number.NaN,
    min,
    max,
    argmin: null,
    argmax: null,
    firstNonFinite: null,
    argminStep: sums.minStep,
    argmaxStep: sums.maxStep,
    firstNonFiniteStep: sums.firstNonFiniteStep,
    quantiles: PROBABILITIES.map((p) => [p, quantile(ascending, p)]),
    histogram: { edges: new Float64Array(), counts: new Float64Array() },
  };
}
