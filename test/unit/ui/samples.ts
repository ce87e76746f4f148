import type { NormLayer, NormParameter } from "../../../src/engine/norms/normLayer";
import type { Channels, Layer, Report, Running, Statistics } from "../../../src/engine/report";
import { runningAverages } from "../../../src/engine/running/average";
import type { Canvas } from "../../../src/ui/figures/figure";

export const CANVAS: Canvas = {
  width: 700,
  height: 260,
  theme: {
    dark: true,
    highContrast: false,
    foreground: "#cccccc",
    muted: "#9d9d9d",
    background: "#202020",
    grid: "#333333",
    reference: "#888888",
    fontFamily: "sans-serif",
    fontSize: 13,
    series: ["#4daafc", "#f7a84a"],
  },
};

/** Batch statistics [step][channel] of m values each, with the averages that PyTorch keeps of them. */
export function running(batchMean: number[][], m = 16, batchVariance?: number[][]): Running {
  const variances = batchVariance ?? batchMean.map((step) => step.map(() => 1));
  const batches = {
    count: batchMean.map(() => m),
    batchMean: batchMean.map((step) => Float64Array.from(step)),
    batchVariance: variances.map((step) => Float64Array.from(step)),
  };
  const steps = batchMean.map((_, i) => i + 1);
  return {
    momentum: 0.1,
    convention: "pytorch",
    logged: null,
    steps,
    ...batches,
    ...runningAverages(batches, 0.1, "pytorch"),
  };
}

export function statistics(part: Partial<Statistics> = {}): Statistics {
  return {
    count: 100,
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
    zero: 0,
    subnormal: 0,
    mean: 0,
    variance: 1,
    standardDeviation: 1,
    skewness: 0,
    kurtosis: 0,
    min: -3,
    max: 3,
    argmin: 0,
    argmax: 1,
    firstNonFinite: null,
    argminStep: null,
    argmaxStep: null,
    firstNonFiniteStep: null,
    quantiles: [[0.5, 0]],
    histogram: { edges: Float64Array.of(-3, 0, 3), counts: Float64Array.of(50, 50) },
    ...part,
  };
}

export function channels(mean: number[], part: Partial<Channels> = {}): Channels {
  const of = (value: number) => new Float64Array(mean.length).fill(value);
  return {
    mean: Float64Array.from(mean),
    variance: of(1),
    min: of(-3),
    max: of(3),
    zeroFraction: of(0),
    nonFinite: of(0),
    ...part,
  };
}

export function layer(part: Partial<Layer> = {}): Layer {
  return {
    name: "bn1",
    run: "",
    kind: "tensor",
    curve: null,
    summarized: null,
    norm: null,
    dtype: "float32",
    shape: [4, 2, 8, 8],
    channelAxis: 1,
    statistics: statistics(),
    channels: null,
    running: null,
    outline: null,
    overTime: null,
    findings: [],
    ...part,
  };
}

export function parameter(values: readonly number[], part: Partial<NormParameter> = {}): NormParameter {
  const finite = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return {
    tensor: "bn1.weight",
    dtype: "float32",
    min: finite[0] ?? Number.NaN,
    median: finite[finite.length >> 1] ?? Number.NaN,
    max: finite.at(-1) ?? Number.NaN,
    nonFinite: values.length - finite.length,
    values: Float64Array.from(values),
    ...part,
  };
}

/** A batch norm of four channels, with nothing wrong. */
export function norm(part: Partial<NormLayer> = {}): NormLayer {
  return {
    name: "bn1",
    method: "batch",
    certainty: "certain",
    reason: "it keeps a running mean and variance",
    channels: 4,
    convention: "pytorch",
    momentum: null,
    eps: null,
    numBatchesTracked: 1200,
    weight: parameter([1, 1.1, 0.9, 1]),
    bias: parameter([0, 0.1, -0.1, 0]),
    runningMean: parameter([0, 0.2, -0.2, 0.1]),
    runningVariance: parameter([1, 1.2, 0.8, 1]),
    foldsInto: null,
    drift: null,
    findings: [],
    ...part,
  };
}

export function normReport(norms: readonly NormLayer[]): Report {
  return { ...report([]), source: { kind: "file", name: "model.safetensors" }, norms };
}

export function report(layers: readonly Layer[]): Report {
  return {
    version: 1,
    generator: "test",
    source: { kind: "folder", name: "runs" },
    partial: false,
    coverage: 1,
    layers,
    norms: [],
    findings: [],
    execution: null,
  };
}

export const HOSTILE = '<img src=x onerror="alert(1)"><b>bold</b>\u202Egnp.exe\u0000';
