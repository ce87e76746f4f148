import type { Convention } from "./convention";
import type { Finding } from "./finding";
import type { MethodName } from "./methods/method";
import type { NormLayer } from "./norms/normLayer";

/**
 * What a profile found, as plain data: the one shape for files, runs, notebooks and models.
 * Large series are Float64Array in memory; as JSON they are arrays in which non-finite numbers
 * are the strings "NaN", "Infinity" and "-Infinity" (see protocol/reportJson.ts).
 */
export interface Report {
  readonly version: 1;
  /** Name and version of what made the report, e.g. "normscope 0.1.0". */
  readonly generator: string;
  readonly source: { readonly kind: "file" | "files" | "folder"; readonly name: string };
  /** True where something was left out; `coverage` says how much was read. */
  readonly partial: boolean;
  /** Share of the source's values that the statistics cover, 0 to 1. */
  readonly coverage: number;
  readonly layers: readonly Layer[];
  /** Normalization layers of a checkpoint, as its tensors show them; none in a profile of activations. */
  readonly norms: readonly NormLayer[];
  readonly findings: readonly Finding[];
  /** How the activations came about, where a model was run for them; null where they were recorded elsewhere. */
  readonly execution: Execution | null;
}

/** A run of a model for its activations. */
export interface Execution {
  /** What ran it: "ONNX Runtime 1.30.0 (WebAssembly)". */
  readonly runtime: string;
  readonly inputs: readonly ExecutionInput[];
  /** How often the model was called with one batch, and how many batches there were: several passes bound the memory. */
  readonly batches: number;
  readonly passes: number;
  /** What a person has to know besides, a sentence each: what was left out, and why. */
  readonly notes: readonly string[];
}

/** What an input of the model was fed with. */
export interface ExecutionInput {
  readonly name: string;
  readonly dtype: string;
  /** Of the first batch. */
  readonly shape: readonly number[];
  /** Entries of the first axis of all batches together. */
  readonly examples: number;
  /** Where the values are from, as words: "x.npy", "100 images of photos, …". */
  readonly source: string;
  /** Whether they are made up, so that the activations are not those of any data. */
  readonly random: boolean;
}

/** One tensor or one scalar, over all steps of one run. */
export interface Layer {
  readonly name: string;
  /** The run the layer belongs to (a subfolder's name), or "" where the source is one run. */
  readonly run: string;
  readonly kind: "tensor" | "scalar";
  /** PyTorch's and ml_dtypes' spelling: float32, bfloat16, float8_e4m3fn …; "" where it is not known. */
  readonly dtype: string;
  /** Shape of the first step; later steps may differ in every axis but the channel axis. */
  readonly shape: readonly number[];
  /** The axis that channels lie along, or null where there is none (rank 0 and 1). */
  readonly channelAxis: number | null;
  readonly statistics: Statistics;
  /** Null without a channel axis. */
  readonly channels: Channels | null;
  /** Null unless several steps are known. */
  readonly running: Running | null;
  /**
   * What is told of the whole run where less is here: steps, channels and distribution left out, to be asked for, or a
   * series of some of the steps only. Null where all is here.
   */
  readonly outline: Outline | null;
  /** Null unless several steps are known, and how their values were distributed. */
  readonly overTime: OverTime | null;
  /** Of a scalar, its value at each step; null of a tensor. */
  readonly curve: Curve | null;
  /** Null where Normscope has measured the values itself; else what another tool's summaries leave unknown. */
  readonly summarized: Summarized | null;
  /** The normalization that it enters or leaves, where a model's graph says so; null elsewhere. */
  readonly norm: NormSide | null;
  readonly findings: readonly Finding[];
}

/** One side of a normalization in a model's graph. */
export interface NormSide {
  /** Of the layer: "layer1.0.bn1". */
  readonly name: string;
  readonly method: MethodName;
  /** The graph's operators that make it: "BatchNormalization", "ReduceMean, Sub, Sqrt, Div". */
  readonly operator: string;
  readonly side: "input" | "output";
}

/** A number at each of many steps, ascending. */
export interface Curve {
  readonly steps: readonly number[];
  /** Seconds since 1970; NaN where none was logged. */
  readonly wallTimes: Float64Array;
  readonly values: Float64Array;
}

/**
 * A layer out of TensorBoard's event files. Neither dtype, shape and channels nor counts of zeros are known of a tensor,
 * nor of NaN and infinities; its quantiles, histogram and distribution over time are estimates, as if values lay
 * evenly in the bins that were logged.
 */
export interface Summarized {
  /** What it was logged under. */
  readonly tag: string;
  /** What mean and deviation are of: the values themselves, sums that the writer kept, or guesses from bins. */
  readonly moments: "values" | "sums" | "bins";
  /** Steps that were logged, which statistics are of, and those of them that curves and distributions show. */
  readonly logged: number;
  readonly kept: number;
  /** Steps whose sums are not finite, and which are in no statistic. */
  readonly notFinite: number;
  /** Values left out, because their step was logged again later or came after a later one. */
  readonly leftOut: number;
}

/** What a list says of a layer whose steps are not all here. */
export interface Outline {
  /** Steps that are known. */
  readonly steps: number;
  /** Values per channel at the last step (m); null without running averages. */
  readonly count: number | null;
  /** Of the running averages as they were logged; null where there are none. */
  readonly settling: Settling | null;
}

/** Whether running averages agree with the batches they were made of, in numbers a person can check. */
export interface Settling {
  /** True where under 1 % of the initial value is left and the last batches lie close to the average. */
  readonly settled: boolean;
  /** Share of the initial mean 0 and variance 1 that the average still holds: (1 - m)^t. */
  readonly initialShare: number;
  /**
   * How many batches at the end are judged: of the average's effective number, (2 - m) / m or all where it is cumulative,
   * those that are known, and half of all at most.
   */
  readonly batches: number;
  /** How far these batches lie from the running mean before them on average, in running σ; median channel. */
  readonly distance: number;
  /** Batch variance over the running variance before it, on average of these; median channel. */
  readonly varianceRatio: number;
  /** Spread over steps of the batch mean around the running mean, in running σ; median channel. */
  readonly wobble: number;
  /** The wobble that independent values alone would cause: 1 / √m. */
  readonly noise: number;
}

/** Whether an outline is all there is of a layer. */
export function isOutline({ outline, running }: Layer): boolean {
  return outline !== null && running === null;
}

/** Over the finite values of all steps. Without any, means and extremes are NaN and places null; so is what is not known. */
export interface Statistics {
  /** All values, the non-finite ones included. */
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  /** +0 and -0. */
  readonly zero: number;
  /** Non-zero values below the smallest normal number of the tensor's own dtype. */
  readonly subnormal: number;
  readonly mean: number;
  /** Biased: divided by the number of finite values. */
  readonly variance: number;
  readonly standardDeviation: number;
  /** Third standardized moment, biased; NaN where the variance is 0. */
  readonly skewness: number;
  /** Excess: 0 for a normal distribution. Biased; NaN where the variance is 0. */
  readonly kurtosis: number;
  readonly min: number;
  readonly max: number;
  /** Index of the first minimum in its tensor flattened in C order, as NumPy's argmin. */
  readonly argmin: number | null;
  readonly argmax: number | null;
  readonly firstNonFinite: number | null;
  /** The steps that these three places are in; null unless several steps are known. */
  readonly argminStep: number | null;
  readonly argmaxStep: number | null;
  readonly firstNonFiniteStep: number | null;
  /** [p, value] pairs, ascending; linear between order statistics, each within a relative 2^-8. */
  readonly quantiles: readonly (readonly [number, number])[];
  readonly histogram: Histogram;
}

/** Exact counts of finite values in [edges[i], edges[i + 1]); the last bin includes its upper edge. */
export interface Histogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
}

/** Per channel, over the finite values of all steps; one entry a channel. */
export interface Channels {
  readonly mean: Float64Array;
  /** Biased. */
  readonly variance: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly zeroFraction: Float64Array;
  /** Number of NaN and infinite values. */
  readonly nonFinite: Float64Array;
}

/** Batch statistics step by step, and the running averages a batch norm would have kept of them, or has kept. */
export interface Running {
  /** In `convention`'s meaning; null is the cumulative average. */
  readonly momentum: number | null;
  readonly convention: Convention;
  /** Where the averages are the framework's own, out of a run's log; null where they are replayed. */
  readonly logged: LoggedRunning | null;
  /** Step labels, ascending: from file names where they carry one, else 1, 2, 3 … */
  readonly steps: readonly number[];
  /** Per step, how many values each channel's batch statistic is made of (m). */
  readonly count: readonly number[];
  /** [step][channel]; NaN where the batch holds a non-finite value in that channel. */
  readonly batchMean: readonly Float64Array[];
  /** [step][channel], biased. */
  readonly batchVariance: readonly Float64Array[];
  /** [step][channel], after that step's update; started at 0. */
  readonly runningMean: readonly Float64Array[];
  /** [step][channel], after that step's update; started at 1. */
  readonly runningVariance: readonly Float64Array[];
}

/** What a log tells besides of running averages. */
export interface LoggedRunning {
  /** Steps in the log; more than the series has where it was thinned. */
  readonly steps: number;
  /** The series has every so many-th of them. */
  readonly every: number;
  /** Batches that the averages have taken in at the end, as the framework counts; null where it does not. */
  readonly updates: number | null;
  /** Per step of the series: whether the layer was in training mode, and so updated its averages. */
  readonly training: readonly boolean[];
  /** When the layer was in evaluation mode: before which step it began and ended; null where it lasts to the end. */
  readonly evaluations: readonly (readonly [from: number, to: number | null])[];
}

/** How a layer's finite values were distributed, step by step, and how far the distribution has moved. */
export interface OverTime {
  /** Step labels, ascending; those in training mode, where there are such. */
  readonly steps: readonly number[];
  /** Steps that are known; more than the series has where it was thinned. */
  readonly logged: number;
  /** Edges of the bins, ascending; one more than bins. Bins of the tails may be wide. */
  readonly edges: Float64Array;
  /** [step][bin], exact. Negative values on an edge count in the bin below it. */
  readonly counts: readonly Float64Array[];
  /** From the step before, which may be one that was thinned out; NaN of the first step. */
  readonly fromPrevious: Drift;
  /** From the first step. */
  readonly fromFirst: Drift;
  /** As LoggedRunning's. */
  readonly evaluations: readonly (readonly [from: number, to: number | null])[];
}

/** Distances of distributions at the full resolution of their buckets, one a step. */
export interface Drift {
  /** Wasserstein-1, in the values' own unit. */
  readonly wasserstein: Float64Array;
  /** Divergence in bits, 0 to 1. */
  readonly jensenShannon: Float64Array;
}
