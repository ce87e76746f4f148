import type { Dtype } from "../../engine/tensor";
import { quoteName } from "../quoteName";
import type { Storage } from "../storedTensors";

const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  ["BOOL", "bool"],
  ["U8", "uint8"],
  ["I8", "int8"],
  ["U16", "uint16"],
  ["I16", "int16"],
  ["U32", "uint32"],
  ["I32", "int32"],
  ["U64", "uint64"],
  ["I64", "int64"],
  ["F8_E4M3", "float8_e4m3fn"],
  ["F8_E4M3FNUZ", "float8_e4m3fnuz"],
  ["F8_E5M2", "float8_e5m2"],
  ["F8_E5M2FNUZ", "float8_e5m2fnuz"],
  ["F8_E8M0", "float8_e8m0fnu"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["F32", "float32"],
  ["F64", "float64"],
  ["C64", "float32"],
]);

const SUB_BYTE: readonly string[] = ["F4", "F6_E2M3", "F6_E3M2"];

/** What a .safetensors dtype says about its elements; C64 is a pair of float32. Throws, naming `label`, for others. */
export function safetensorsStorage(name: string, label: string): Storage {
  const dtype = DTYPES.get(name);
  if (dtype) return { dtype, complex: name === "C64", bigEndian: false };
  if (SUB_BYTE.includes(name))
    throw new Error(`${label}: dtype ${name}, which packs values into bits, is not supported`);
  throw new Error(`${label}: dtype '${quoteName(name)}' is unknown; known are ${[...DTYPES.keys()].join(" ")}`);
}
