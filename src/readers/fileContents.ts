import type { DeclaredNorm } from "../engine/norms/declaredNorm";
import type { Tensor } from "../engine/tensor";

/** What a tensor file holds. */
export interface FileContents {
  /** What the file is, as people call it: "PyTorch checkpoint (zip)". */
  readonly format: string;
  /** In the order of the file, each name once. */
  readonly tensors: readonly Tensor[];
  /** Tensors that the file lists, but whose values cannot be had. */
  readonly closed: readonly ClosedTensor[];
  /** What else the file says of itself, name and value: producer, epoch, architecture … Text from outside. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Normalization layers that the file itself describes: an ONNX graph, a Keras configuration. */
  readonly norms: readonly DeclaredNorm[];
}

export interface ClosedTensor {
  readonly name: string;
  /** As the file calls it. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** What it takes in the file; 0 where that is not known. */
  readonly bytes: number;
  /** Why its values cannot be had, in words that end a sentence: "its values are 4-bit blocks (Q4_K)". */
  readonly reason: string;
}

/** The contents of a file that holds tensors and nothing else worth saying. */
export function plainContents(format: string, tensors: readonly Tensor[]): FileContents {
  return { format, tensors, closed: [], facts: [], norms: [] };
}
