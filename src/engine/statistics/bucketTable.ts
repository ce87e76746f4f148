import { DTYPE_BYTES, type Dtype } from "../tensor";
import type { Buckets } from "./buckets";
import { createCodeTable } from "./codeTable";
import { createFloatTable, FLOAT32, FLOAT64 } from "./floatTable";

/** Counts values of one dtype into buckets. */
export interface BucketTable {
  /** What `add` takes: the tensor's own little-endian bytes, or its values decoded to float64. */
  readonly counts: "bytes" | "float64";
  /** Counts values that start at offset 0 of their buffer. */
  add(bytes: Uint8Array<ArrayBuffer>): void;
  /** All that was counted; `subnormal` is the number of non-zero values below the smallest normal one. */
  take(): Buckets & { readonly subnormal: number };
}

/** Values of one and two bytes are counted exactly, float32 as it is, everything wider as float64. */
export function bucketTable(dtype: Dtype): BucketTable {
  if (DTYPE_BYTES[dtype] <= 2) return { counts: "bytes", ...createCodeTable(dtype) };
  if (dtype === "float32") return { counts: "bytes", ...createFloatTable(FLOAT32) };
  return { counts: "float64", ...createFloatTable(FLOAT64) };
}
