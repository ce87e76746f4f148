import { DTYPE_BYTES, type Dtype, elementCount } from "../../engine/tensor";

/** Bytes of outputs that are in memory at once, at most. */
export const PASS_BYTES = 256 << 20;

/** A tensor with the bytes that one batch of it takes. */
export interface Sized {
  readonly name: string;
  readonly bytes: number;
}

export interface Passes {
  /** Names of the tensors that are handed out together. */
  readonly passes: readonly (readonly string[])[];
  /** What is larger than all that may be in memory. */
  readonly tooLarge: readonly Sized[];
}

/** Puts tensors into passes, in their order, none of which takes more than `most` bytes. */
export function planPasses(tensors: readonly Sized[], most: number): Passes {
  const passes: string[][] = [];
  const tooLarge: Sized[] = [];
  let left = 0;
  for (const tensor of tensors) {
    if (tensor.bytes > most) {
      tooLarge.push(tensor);
      continue;
    }
    if (passes.length === 0 || tensor.bytes > left) {
      passes.push([]);
      left = most;
    }
    passes.at(-1)!.push(tensor.name);
    left -= tensor.bytes;
  }
  return { passes, tooLarge };
}

export function bytesOf(dtype: Dtype, shape: readonly number[]): number {
  return elementCount(shape) * DTYPE_BYTES[dtype];
}
