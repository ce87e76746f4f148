import { DTYPE_BYTES, type Dtype } from "../tensor";
import type { BucketTable } from "./buckets";
import { createCodeTable } from "./codeTable";
import { createFloatTable, FLOAT32, FLOAT64 } from "./floatTable";

/** Values of one and two bytes are counted exactly, float32 as it is, everything wider as float64. */
export function bucketTable(dtype: Dtype): BucketTable {
  if (DTYPE_BYTES[dtype] <= 2) return { counts: "bytes", ...createCodeTable(dtype) };
  if (dtype === "float32") return { counts: "bytes", ...createFloatTable(FLOAT32) };
  return { counts: "float64", ...createFloatTable(FLOAT64) };
}
