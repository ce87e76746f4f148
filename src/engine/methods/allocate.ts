import type { NormKernels, Values } from "../kernels/normKernels";

/** An array of zeros, as long as another and of its type. */
export function allocateLike(kernels: NormKernels, values: Values): Values {
  return values instanceof Float32Array ? kernels.float32(values.length) : kernels.float64(values.length);
}
