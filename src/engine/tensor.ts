/** A tensor that can be read from its beginning to its end, however large it is. */
export interface Tensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** "F" where the first axis varies fastest in storage (Fortran order). */
  readonly order: "C" | "F";
  /** What it is besides a tensor of the model: a moment that an optimizer keeps. */
  readonly role?: "optimizer";
  /**
   * The values in storage order: little-endian, packed, whole elements in every chunk, each chunk
   * starting at offset 0 of its buffer. A chunk is valid until the next one is asked for.
   */
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /**
   * Reads the values from storage index `start` on into `into`, as `chunks` would give them, until it is full.
   * Only where the file holds them just so; several reads may be under way at once.
   */
  readInto?(into: Uint8Array<ArrayBuffer>, start: number): Promise<void>;
}

/** Bytes per value of every dtype that Normscope computes with. int4 and uint4 as ml_dtypes stores them. */
export const DTYPE_BYTES = {
  bool: 1,
  int4: 1,
  uint4: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float8_e4m3fn: 1,
  float8_e4m3fnuz: 1,
  float8_e5m2: 1,
  float8_e5m2fnuz: 1,
  float8_e8m0fnu: 1,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
} as const;

export type Dtype = keyof typeof DTYPE_BYTES;

/** Number of values of a shape; 1 for the empty shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
