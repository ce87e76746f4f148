import type { NormKernels, Numbers, Values } from "../kernels/normKernels";
import type { Layout } from "../layout";

/**
 * Values beyond 1e154 have squares that float64 cannot hold. Normalization does not mind a factor, and a power of two
 * rounds nothing: such values are normalized as x * 2^-1020, and what comes of it is put right by 2^1020. That makes
 * the largest about 1, because their gradients are near the smallest numbers and want factors of middling size.
 */
export const SHRINK = 2 ** -1020;
export const GROW = 2 ** 1020;

/** What is left of an eps beside such values; not 0, so that a constant is not divided by 0. */
export const SHRUNK_EPS = Number.MIN_VALUE;

/** 1 / σ of the values from that of the shrunk ones. Where those have no variance, eps alone makes it. */
export function grownInvStd(shrunk: number, eps: number): number {
  return shrunk === 1 / Math.sqrt(SHRUNK_EPS) ? 1 / Math.sqrt(eps) : shrunk * SHRINK;
}

/** True where values overflow, or are not finite themselves. The squares of float32 values always fit. */
export function overflows(x: Values, statistics: Numbers, from: number, to: number): boolean {
  if (x instanceof Float32Array) return false;
  for (let i = from; i < to; i++) if (!Number.isFinite(statistics[i])) return true;
  return false;
}

/** True where 1 / σ is so small that its square would underflow. */
export function underflows(x: Values, invStd: Numbers, from: number, to: number): boolean {
  if (x instanceof Float32Array) return false;
  for (let i = from; i < to; i++) if (invStd[i]! < 2 ** -450) return true;
  return false;
}

/** Writes x * 2^-1020 for the channels [from, to); the coefficients are overwritten. */
export function shrinkChannels(
  kernels: NormKernels,
  x: Values,
  into: Values,
  layout: Layout,
  from: number,
  to: number,
  coefficients: { readonly mean: Numbers; readonly scale: Numbers; readonly shift: Numbers },
): void {
  coefficients.mean.fill(0, from, to);
  coefficients.scale.fill(SHRINK, from, to);
  coefficients.shift.fill(0, from, to);
  kernels.applyChannels(x, into, layout, from, to, coefficients);
}
