import type { Dtype } from "../../engine/tensor";
import type { Storage } from "../storedTensors";

const SAME_NAME: readonly Dtype[] = [
  "bool",
  "int4",
  "uint4",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float8_e4m3fn",
  "float8_e4m3fnuz",
  "float8_e5m2",
  "float8_e5m2fnuz",
  "float8_e8m0fnu",
  "float16",
  "bfloat16",
  "float32",
  "float64",
];

const STORAGES: ReadonlyMap<string, Storage> = new Map([
  ...SAME_NAME.map((dtype) => [dtype, plain(dtype)] as const),
  ["complex64", { ...plain("float32"), complex: true }],
  ["complex128", { ...plain("float64"), complex: true }],
  // What NumPy calls bfloat16 where ml_dtypes is not loaded; JAX has no other type of two bytes without a name.
  ["V2", plain("bfloat16")],
  ["|V2", plain("bfloat16")],
  ["void16", plain("bfloat16")],
]);

/** How Flax stores a dtype by the name that NumPy and ml_dtypes give it; undefined for one that is not read. */
export function numpyStorage(name: string): Storage | undefined {
  return STORAGES.get(name);
}

function plain(dtype: Dtype): Storage {
  return { dtype, complex: false, bigEndian: false };
}
