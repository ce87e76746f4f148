import { readFileSync, writeFileSync } from "node:fs";
import { codeValues } from "../../../src/engine/decode";
import { npyBytes } from "../readers/numpy/npyBytes";

/** An array of a .npy file. */
export interface Numbers {
  readonly shape: readonly number[];
  /** In the order of storage. */
  readonly values: readonly number[];
  readonly dtype?: "float16" | "bfloat16" | "float32" | "float64" | "int64";
  readonly fortran?: boolean;
}

/** Writes a .npy file as NumPy would, without the writer that tests are about. */
export function saveNumbers(path: string, { shape, values, dtype = "float32", fortran = false }: Numbers): void {
  const { descr, encode } = DTYPES[dtype];
  const shapeTuple = `(${shape.map((size) => `${size},`).join(" ")})`;
  const data = new Uint8Array(encode(values).buffer);
  writeFileSync(path, npyBytes({ descr, shape: shapeTuple, fortranOrder: fortran ? "True" : "False", data }));
}

/** Reads a .npy file of version 1.0 as NumPy would, without the reader that the command line has. */
export function readNumbers(path: string) {
  const bytes = readFileSync(path);
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, end);
  const data = new Uint8Array(bytes.subarray(end)).buffer;
  const [dtype, values] = header.includes("'<f2'")
    ? (["float16", Float64Array.from(new Uint16Array(data), (code) => codeValues("float16")[code]!)] as const)
    : header.includes("'<f4'")
      ? (["float32", Float64Array.from(new Float32Array(data))] as const)
      : (["float64", new Float64Array(data)] as const);
  const sizes = /'shape': \(([^)]*)\)/.exec(header)![1]!;
  return { dtype, values, shape: sizes.split(",").filter(Boolean).map(Number) };
}

const DTYPES = {
  float16: { descr: "'<f2'", encode: (values: readonly number[]) => Uint16Array.from(values, truncatedHalf) },
  bfloat16: {
    descr: "'<V2'",
    encode: (values: readonly number[]) =>
      Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (code) => code >>> 16),
  },
  float32: { descr: "'<f4'", encode: (values: readonly number[]) => Float32Array.from(values) },
  float64: { descr: "'<f8'", encode: (values: readonly number[]) => Float64Array.from(values) },
  int64: { descr: "'<i8'", encode: (values: readonly number[]) => BigInt64Array.from(values, BigInt) },
};

/** A float16 next to a number of middling size: its lower digits are cut off. */
function truncatedHalf(value: number): number {
  const size = codeValues("float16").subarray(0, 0x7c00);
  const above = size.findIndex((candidate) => candidate > Math.abs(value));
  return above - 1 + (value < 0 ? 0x8000 : 0);
}
