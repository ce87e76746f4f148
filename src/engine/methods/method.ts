import type { Convention } from "../convention";
import type { NormKernels, Numbers, Values } from "../kernels/normKernels";

export type MethodName = "batch" | "layer" | "instance" | "group" | "rms";

/** How a tensor is to be normalized; defaults are PyTorch's, filled in by `configure`. */
export type Configuration =
  | ({ readonly method: "batch" } & Tracked)
  | ({ readonly method: "instance" } & Tracked)
  | { readonly method: "group"; readonly channelAxis: number; readonly numGroups: number; readonly eps: number }
  | { readonly method: "layer"; readonly normalizedShape: readonly number[]; readonly eps: number }
  /** eps null: the machine epsilon of the dtype computed in, PyTorch's default. */
  | { readonly method: "rms"; readonly normalizedShape: readonly number[]; readonly eps: number | null };

/** A method that can keep running statistics. */
export interface Tracked {
  readonly channelAxis: number;
  readonly eps: number;
  /** True: normalize with the input's own statistics, and update the running ones where there are any. */
  readonly training: boolean;
  /** In `convention`'s meaning; null is the cumulative average. */
  readonly momentum: number | null;
  readonly convention: Convention;
}

export interface Inputs {
  readonly shape: readonly number[];
  readonly values: Values;
  readonly weight: Values | null;
  readonly bias: Values | null;
  /** Null: no running statistics are tracked; then evaluation uses the input's own, as PyTorch does. */
  readonly running: RunningState | null;
}

/** What a tracking layer remembers: one entry a channel, and how many batches it has seen. */
export interface RunningState {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly batches: number;
}

export interface Normalized {
  readonly output: Values;
  /** One entry a statistic, in the order of the method's statistics; zeros for RMS. */
  readonly mean: Numbers;
  /** What rounding took from the mean; zeros where the kernels need not be told. */
  readonly meanLow: Numbers;
  readonly invStd: Numbers;
  /** After this batch's update; the state as given in evaluation; null where none is tracked. */
  readonly running: RunningState | null;
}

/** Of weight and bias they are what a weight of ones and a bias of zeros would have, where none is given. */
export interface Gradients {
  readonly input: Values;
  readonly weight: Numbers;
  /** Empty where the method has no bias. */
  readonly bias: Numbers;
}

/** A parameter or buffer: its name in PyTorch and its shape. Sizes that are not known yet may be names. */
export interface State<Size = number> {
  readonly name: string;
  readonly shape: readonly Size[];
}

/** All there is to say of a method and to do with it; hovers, the command line and views ask here. */
export interface Method {
  readonly name: MethodName;
  /** "Batch normalization". */
  readonly title: string;
  /** Plain text, with γ, β, μ, σ², ε. */
  readonly formula: string;
  /** What one mean and variance is for: "channel", "example and channel" … */
  readonly statisticPer: string;
  /** Axes that one statistic is taken over, counted from 0 (of a group: the channel axis is among them). */
  axes(shape: readonly unknown[], configuration: Configuration): readonly number[];
  /** The effective count m: how many values are behind one statistic. */
  count(shape: readonly number[], configuration: Configuration): number;
  /** weight, and bias where the method has one. */
  parameters<Size>(shape: readonly Size[], configuration: Configuration): readonly State<Size>[];
  /** running_mean, running_var and num_batches_tracked where the method can track them. */
  buffers<Size>(shape: readonly Size[], configuration: Configuration): readonly State<Size>[];
  /** @throws in one line, where shape, parameters and configuration disagree, or where PyTorch refuses too */
  forward(kernels: NormKernels, configuration: Configuration, inputs: Inputs): Normalized;
  /** @param normalized what `forward` returned for the same inputs */
  backward(
    kernels: NormKernels,
    configuration: Configuration,
    inputs: Inputs,
    normalized: Normalized,
    gradOutput: Values,
  ): Gradients;
}
