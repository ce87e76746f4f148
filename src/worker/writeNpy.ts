import type { FileHandle } from "node:fs/promises";
import { float16Code } from "./float16Code";
import { writeWhole } from "./writeWhole";

export type WrittenDtype = "float16" | "float32" | "float64";

/** An array to write, in C order. */
export interface WrittenArray {
  /** Values are rounded to it: to the nearest, ties to even. */
  readonly dtype: WrittenDtype;
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBufferLike> | Float64Array<ArrayBufferLike>;
}

/**
 * Writes a .npy file (numpy/lib/format.py, version 1.0), whole or not at all.
 *
 * @throws in one line that names the file
 */
export async function writeNpy(path: string, array: WrittenArray): Promise<void> {
  await writeWhole(path, (file) => writeArray(file, array));
}

const VALUES_AT_ONCE = 2 ** 18;

async function writeArray(file: FileHandle, { dtype, shape, values }: WrittenArray): Promise<void> {
  await writeAll(file, header(dtype, shape));
  for (let start = 0; start < values.length; start += VALUES_AT_ONCE) {
    const encoded = ENCODERS[dtype](values.subarray(start, start + VALUES_AT_ONCE));
    await writeAll(file, new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength));
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) written += (await file.write(bytes, written)).bytesWritten;
}

const DESCR: Readonly<Record<WrittenDtype, string>> = { float16: "<f2", float32: "<f4", float64: "<f8" };
const ALIGNMENT = 64;
const PREFIX_BYTES = 10;

function header(dtype: WrittenDtype, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': '${DESCR[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const total = Math.ceil((PREFIX_BYTES + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = Buffer.from(`\x93NUMPY\x01\0\0\0${dict.padEnd(total - PREFIX_BYTES - 1)}\n`, "latin1");
  bytes.writeUInt16LE(total - PREFIX_BYTES, PREFIX_BYTES - 2);
  return bytes;
}

const ENCODERS: Readonly<Record<WrittenDtype, (values: WrittenArray["values"]) => ArrayBufferView>> = {
  float16: (values) => Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), float16Code),
  float32: (values) => (values instanceof Float32Array ? values : Float32Array.from(values)),
  float64: (values) => (values instanceof Float64Array ? values : Float64Array.from(values)),
};
