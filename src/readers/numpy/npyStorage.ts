import { DTYPE_BYTES, type Dtype } from "../../engine/tensor";
import { DtypeLostError } from "../dtypeLostError";
import { quoteName } from "../quoteName";
import type { Storage } from "../storedTensors";
import type { PythonValue } from "./pythonLiteral";

/**
 * What a .npy header's `descr` says about its elements. Byte order: `>` is big, all else little (NumPy's `=` and a
 * left-out mark mean the machine's own, which is little wherever VS Code runs).
 * ml_dtypes' arrays lose their dtype in .npy: `V2` and `V1` are read as `assumed` where its size agrees, and throw
 * `DtypeLostError` otherwise; `f1` is float8_e5m2, the only dtype that writes it. Throws, naming `label`, for dtypes
 * that are not numbers of a fixed layout.
 */
export function npyStorage(descr: PythonValue, assumed: Dtype | undefined, label: string): Storage {
  if (typeof descr !== "string") {
    const isStructured = descr !== null && typeof descr === "object" && "kind" in descr && descr.kind === "list";
    const what = isStructured ? "structured arrays are not supported" : "header's descr is neither a dtype nor a list";
    throw new Error(`${label}: ${what}`);
  }
  const [, mark, kind, size] = /^([<>=|]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  const code = `${kind}${size}`;
  const known = NUMBERS.get(code);
  if (known) return { ...known, bigEndian: mark === ">" };
  const choices = LOST.get(code);
  if (!choices) throw new Error(`${label}: dtype '${quoteName(descr)}' is not supported: ${reasonAgainst(descr)}`);
  const dtype = choices.find((choice) => choice === assumed);
  if (dtype) return { dtype, complex: false, bigEndian: mark === ">" };
  const list = choices.join(", ");
  const refused = assumed === undefined ? "" : ` (${assumed} takes ${DTYPE_BYTES[assumed]} bytes, not ${size})`;
  throw new DtypeLostError(
    `${label}: the file no longer says its dtype (header says ${descr}): choose ${list}${refused}`,
    choices,
  );
}

const NUMBERS: ReadonlyMap<string, Omit<Storage, "bigEndian">> = new Map([
  ["b1", one("bool")],
  ["i1", one("int8")],
  ["i2", one("int16")],
  ["i4", one("int32")],
  ["i8", one("int64")],
  ["u1", one("uint8")],
  ["u2", one("uint16")],
  ["u4", one("uint32")],
  ["u8", one("uint64")],
  ["f1", one("float8_e5m2")],
  ["f2", one("float16")],
  ["f4", one("float32")],
  ["f8", one("float64")],
  ["c8", pair("float32")],
  ["c16", pair("float64")],
]);

/** Likeliest first. */
const LOST: ReadonlyMap<string, readonly Dtype[]> = new Map([
  [
    "V1",
    [
      "float8_e4m3fn",
      "float8_e5m2",
      "float8_e4m3fnuz",
      "float8_e5m2fnuz",
      "float8_e8m0fnu",
      "int4",
      "uint4",
      "int8",
      "uint8",
      "bool",
    ],
  ],
  ["V2", ["bfloat16", "float16", "int16", "uint16"]],
]);

const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^.?O/, "object arrays are pickles, which are never executed: save numbers, such as array.astype('float32')"],
  [/^.?[SUa]/, "it holds text"],
  [/^.?[Mm]/, "it holds dates or durations"],
  [/^.?(f12|f16|c24|c32|g|G)$/, "long double differs between platforms; save it as float64"],
  [/^.?V/, "it holds raw bytes"],
];

function reasonAgainst(descr: string): string {
  return REASONS.find(([pattern]) => pattern.test(descr))?.[1] ?? "it is not a dtype of NumPy's numbers";
}

function one(dtype: Dtype): Omit<Storage, "bigEndian"> {
  return { dtype, complex: false };
}

function pair(dtype: Dtype): Omit<Storage, "bigEndian"> {
  return { dtype, complex: true };
}
