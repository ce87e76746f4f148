import type { Convention } from "../convention";
import type { Finding } from "../finding";
import type { MethodName } from "../methods/method";

/** How sure we are of a layer's method: the file says so, nothing else fits, or it is the best guess. */
export type Certainty = "certain" | "likely" | "guess";

/** A normalization layer, put together from a checkpoint's tensors. */
export interface NormLayer {
  /** Path of the module: "layer1.0.bn1". */
  readonly name: string;
  readonly method: MethodName;
  readonly certainty: Certainty;
  /** What the method was told from, as words that end a sentence: "it keeps running statistics". */
  readonly reason: string;
  /** Entries of each parameter: channels, or features of a layer or RMS norm. */
  readonly channels: number;
  /** Whose names and whose meaning of momentum: Flax and Keras weigh the old average, PyTorch and ONNX see DeclaredNorm. */
  readonly convention: Convention;
  /** In `convention`'s meaning; null where the file does not say. */
  readonly momentum: number | null;
  readonly eps: number | null;
  /** How many batches the running statistics have seen; null where that is not kept. */
  readonly numBatchesTracked: number | null;
  /** γ. */
  readonly weight: NormParameter | null;
  /** β. */
  readonly bias: NormParameter | null;
  readonly runningMean: NormParameter | null;
  readonly runningVariance: NormParameter | null;
  /** The layer's weights that this batch norm could be folded into, by their tensor's name. */
  readonly foldsInto: string | null;
  /** How the layer differs from the same one in another checkpoint; null where none was compared. */
  readonly drift: NormDrift | null;
  readonly findings: readonly Finding[];
}

/** One parameter or buffer of a normalization layer. */
export interface NormParameter {
  /** Name of its tensor in the file. */
  readonly tensor: string;
  readonly dtype: string;
  /** Over finite values; NaN where there is none. */
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly nonFinite: number;
  /** One entry a channel; null where a report of very many channels leaves them out. */
  readonly values: Float64Array | null;
}

/** How far a layer has moved from another checkpoint's (the reference); null where either lacks the parameter. */
export interface NormDrift {
  /** |Δ running mean| in the reference's running σ, channel by channel: median and largest. */
  readonly runningMean: Spread | null;
  /** Running variance as a ratio to the reference's, as |log2|: 1 is twice or half. */
  readonly runningVariance: Spread | null;
  /** |Δγ| in the reference's root mean square of γ. */
  readonly weight: Spread | null;
  /** |Δβ| in the reference's root mean square of β, or of γ where β is 0 throughout. */
  readonly bias: Spread | null;
}

export interface Spread {
  readonly median: number;
  readonly max: number;
  /** The channel with the largest. */
  readonly channel: number;
}
