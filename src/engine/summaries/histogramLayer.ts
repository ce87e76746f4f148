import type { Layer, OverTime, Statistics } from "../report";
import type { NamedTag } from "./curveLayer";
import { driftsOf } from "./drift";
import type { HistogramFold } from "./histogramFold";
import { commonEdges, countsBetween, mixtureQuantiles } from "./mixture";

/** The layer that a tag's histograms are of: moments over all steps, and the distribution of those that were kept. */
export function histogramLayer({ tag, name, run, leftOut }: NamedTag, { kept, sums }: HistogramFold): Layer {
  const steps = kept();
  const bins = steps.map((step) => step.bins);
  const quantiles = mixtureQuantiles(bins);
  const edges = commonEdges(bins, quantiles);
  const counts = bins.map((step) => countsBetween(step, edges));
  const variance = sums.m2 / sums.finite;
  const statistics: Statistics = {
    count: sums.count,
    nan: Number.NaN,
    positiveInfinity: Number.NaN,
    negativeInfinity: Number.NaN,
    zero: Number.NaN,
    subnormal: Number.NaN,
    mean: sums.mean,
    variance,
    standardDeviation: Math.sqrt(variance),
    skewness: Number.NaN,
    kurtosis: Number.NaN,
    min: sums.min,
    max: sums.max,
    argmin: null,
    argmax: null,
    firstNonFinite: null,
    argminStep: sums.minStep,
    argmaxStep: sums.maxStep,
    firstNonFiniteStep: sums.firstNonFiniteStep,
    quantiles,
    histogram: { edges, counts: added(counts, edges.length - 1) },
  };
  return {
    name,
    run,
    kind: "tensor",
    dtype: "",
    shape: [],
    channelAxis: null,
    statistics,
    channels: null,
    running: null,
    outline: null,
    overTime: overTimeOf(
      steps.map(({ step }) => step),
      sums.steps,
      edges,
      counts,
    ),
    curve: null,
    summarized: {
      tag,
      moments: sums.isGuessed ? "bins" : "sums",
      logged: sums.steps,
      kept: steps.length,
      notFinite: sums.notFinite,
      leftOut,
    },
    norm: null,
    findings: [],
  };
}

function overTimeOf(
  steps: readonly number[],
  logged: number,
  edges: Float64Array,
  counts: readonly Float64Array[],
): OverTime | null {
  if (steps.length < 2 || !(edges[0]! < edges.at(-1)!)) return null;
  return { steps, logged, edges, counts, ...driftsOf(edges, counts), evaluations: [] };
}

function added(counts: readonly Float64Array[], bins: number): Float64Array {
  const sum = new Float64Array(Math.max(0, bins));
  for (const step of counts) for (let bin = 0; bin < bins; bin++) sum[bin]! += step[bin]!;
  return sum;
}
