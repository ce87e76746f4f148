import type { Convention } from "../convention";
import type { MethodName } from "../methods/method";

/** A normalization layer as a model file describes it; parameters are names of tensors in the file. */
export interface DeclaredNorm {
  readonly name: string;
  readonly method: MethodName;
  /** What the file calls its operator or class: "BatchNormalization". */
  readonly operator: string;
  readonly weight: string | null;
  readonly bias: string | null;
  readonly runningMean: string | null;
  readonly runningVariance: string | null;
  readonly eps: number | null;
  /** In `convention`'s meaning. */
  readonly momentum: number | null;
  readonly convention: Convention;
  /** The tensor of weights of the convolution or linear layer whose output is this layer's only input, if known. */
  readonly follows: string | null;
}
