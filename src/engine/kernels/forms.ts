import type { Dtype } from "../tensor";

/** How kernels take a dtype: what its values are summed as, and what makes them so. */
export interface Form {
  /** Bytes of a value as it is summed: float32 where that is exact, else float64. */
  readonly width: 4 | 8;
  /** Null where the values are that already; a number is the kind of assembly/decode.ts, for codes of two bytes. */
  readonly decode: Decoder | "table" | number | null;
}

/** Kernels that decode wide types; "table" is the one for codes of one byte. */
export type Decoder = "decodeInt32" | "decodeUint32" | "decodeInt64" | "decodeUint64";

const BYTE: Form = { width: 4, decode: "table" };

export const FORMS: Readonly<Record<Dtype, Form>> = {
  bool: BYTE,
  int4: BYTE,
  uint4: BYTE,
  int8: BYTE,
  uint8: BYTE,
  int16: { width: 4, decode: 2 },
  uint16: { width: 4, decode: 3 },
  int32: { width: 8, decode: "decodeInt32" },
  uint32: { width: 8, decode: "decodeUint32" },
  int64: { width: 8, decode: "decodeInt64" },
  uint64: { width: 8, decode: "decodeUint64" },
  float8_e4m3fn: BYTE,
  float8_e4m3fnuz: BYTE,
  float8_e5m2: BYTE,
  float8_e5m2fnuz: BYTE,
  float8_e8m0fnu: BYTE,
  float16: { width: 4, decode: 0 },
  bfloat16: { width: 4, decode: 1 },
  float32: { width: 4, decode: null },
  float64: { width: 8, decode: null },
};
