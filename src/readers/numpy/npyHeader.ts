import type { ByteRun } from "../byteRun";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { quoteName, quoteReason } from "../quoteName";
import { type PythonValue, parsePythonLiteral } from "./pythonLiteral";

/** What stands before the values of a .npy file. */
export interface NpyHeader {
  /** The dtype as NumPy describes it: a string, or a list for structured ones. */
  readonly descr: PythonValue;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly end: number;
}

const MAGIC = "\x93NUMPY";
const KEYS: readonly string[] = ["descr", "fortran_order", "shape"];
const MAX_HEADER_BYTES = 1 << 20;
/** NumPy pads headers to 64 bytes; most end within this. */
const FIRST_READ_BYTES = 256;

/**
 * Reads the header of a .npy file, version 1.0, 2.0 or 3.0 (numpy/lib/format.py). Throws, naming `label`, where it is
 * not one, is cut, is over 1 MiB, or is not a dict of exactly `descr`, `fortran_order` and `shape`.
 */
export async function readNpyHeader(run: ByteRun, label: string): Promise<NpyHeader> {
  const first = await run.head(Math.min(run.size, FIRST_READ_BYTES));
  const { start, end } = placeOf(first, run.size, label);
  const bytes = end <= first.length ? first : await run.head(end);
  const fields = parseFields(decode(bytes.subarray(start, end), bytes[6]!, label), label);
  return {
    descr: fields.get("descr")!,
    fortranOrder: asFlag(fields.get("fortran_order")!, label),
    shape: asShape(fields.get("shape")!, label),
    end,
  };
}

function placeOf(first: Uint8Array<ArrayBuffer>, size: number, label: string): { start: number; end: number } {
  if (!String.fromCharCode(...first.subarray(0, MAGIC.length)).startsWith(MAGIC)) {
    throw new Error(`${label}: not a .npy file: ${looksLike(first.subarray(0, MAGIC_BYTES))}`);
  }
  const version = first[6];
  if (version !== undefined && (version < 1 || version > 3)) {
    throw new Error(`${label}: .npy version ${version} is unknown; 1, 2 and 3 can be read`);
  }
  const start = version === 1 ? 10 : 12;
  if (size < start)
    throw new Error(`${label}: a .npy header takes at least ${start} bytes, but the file holds ${size}`);
  const view = new DataView(first.buffer);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) {
    throw new Error(`${label}: header promises ${length} bytes, more than the ${MAX_HEADER_BYTES} that are read`);
  }
  if (start + length > size) {
    throw new Error(`${label}: header promises ${length} bytes, but the file holds ${size - start} after its prefix`);
  }
  return { start, end: start + length };
}

function decode(bytes: Uint8Array<ArrayBuffer>, version: number, label: string): string {
  if (version < 3) return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${label}: the ${bytes.length} bytes of the version 3 header are not UTF-8`);
  }
}

function parseFields(text: string, label: string): ReadonlyMap<string, PythonValue> {
  let fields: PythonValue;
  try {
    fields = parsePythonLiteral(text);
  } catch (error) {
    throw new Error(`${label}: header is not the dict that NumPy writes: ${quoteReason(error)}`);
  }
  if (!(fields instanceof Map)) {
    throw new Error(`${label}: header is not the dict that NumPy writes: ${quoteName(text.trim())}`);
  }
  const missing = KEYS.find((key) => !fields.has(key));
  if (missing !== undefined) throw new Error(`${label}: header has no '${missing}'; it needs ${KEYS.join(", ")}`);
  const extra = [...fields.keys()].find((key) => !KEYS.includes(key));
  if (extra !== undefined) {
    throw new Error(`${label}: header has a key '${quoteName(extra)}' besides ${KEYS.join(", ")}`);
  }
  return fields;
}

function asFlag(value: PythonValue, label: string): boolean {
  if (typeof value === "boolean") return value;
  throw new Error(`${label}: header's fortran_order is ${describe(value)}, not True or False`);
}

function asShape(value: PythonValue, label: string): readonly number[] {
  if (value === null || typeof value !== "object" || value instanceof Map || !("items" in value)) {
    throw new Error(`${label}: header's shape is ${describe(value)}, not a tuple of sizes`);
  }
  if (value.kind !== "tuple") throw new Error(`${label}: header's shape is a list, not a tuple of sizes`);
  return value.items.map((size, axis) => {
    if (typeof size === "number" && size >= 0) return size;
    throw new Error(`${label}: header's shape has size ${describe(size)} at axis ${axis}, not a count from 0 up`);
  });
}

function describe(value: PythonValue): string {
  if (typeof value === "string") return `'${quoteName(value)}'`;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  return "kind" in value ? `a ${value.kind}` : "a dict";
}
