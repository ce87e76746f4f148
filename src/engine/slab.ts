/** Values are summed in slabs of this many from a tensor's beginning, however its bytes arrive. */
export const SLAB = 2 ** 20;

/** Values of a tensor, as they lie in storage from index `start` on. */
export interface Slab {
  readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  readonly length: number;
  readonly start: number;
}
