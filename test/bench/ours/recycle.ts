import type { NormKernels, Values } from "../../../src/engine/kernels/normKernels";

/** Kernels whose memory is used again, as a caller does who normalizes one batch after the other. */
export interface Recycled {
  readonly kernels: NormKernels;
  /** From here on, arrays are those that were handed out first, in the same order. */
  rewind(): void;
}

/** @param kernels never give memory back */
export function recycle(kernels: NormKernels): Recycled {
  const arrays: Values[] = [];
  let next = 0;
  const take = <Array extends Values>(make: (length: number) => Array, length: number): Array => {
    const array = (arrays[next] ?? make(length)) as Array;
    arrays[next++] = array;
    return array;
  };
  return {
    kernels: {
      ...kernels,
      // Outputs, which are overwritten anyway; statistics may be added to.
      float32: (length) => take(kernels.float32, length),
      float64: (length) => take(kernels.float64, length).fill(0),
    },
    rewind() {
      next = 0;
    },
  };
}
