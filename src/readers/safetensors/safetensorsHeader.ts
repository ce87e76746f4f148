import type { ByteSource } from "../byteSource";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { type JsonObject, type JsonValue, parseJson } from "../parseJson";
import { quoteName, quoteReason } from "../quoteName";
import { readRange } from "../readRange";
import { shapeBytes, shapeText } from "../shapeBytes";
import { elementBytes, type Storage } from "../storedTensors";
import { safetensorsStorage } from "./safetensorsStorage";

/** One tensor of a .safetensors file: the bytes [begin, end) of the file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly storage: Storage;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads the header of a .safetensors file and holds it to every rule of the format (safetensors/src/tensor.rs): length
 * at most 100,000,000; a JSON object in UTF-8 without repeated keys; offsets that agree with dtype and shape and cover
 * the rest of the file without hole or overlap. Throws, naming `label` and the tensor, where a rule is broken.
 */
export async function readSafetensorsHeader(source: ByteSource, label: string): Promise<readonly SafetensorsEntry[]> {
  const length = await readLength(source, label);
  const start = PREFIX_BYTES + length;
  const header = parseHeader(await readRange(source, PREFIX_BYTES, start, label), label);
  checkMetadata(header.get("__metadata__"), label);
  const entries: SafetensorsEntry[] = [];
  for (const [name, value] of header) {
    if (name !== "__metadata__") entries.push(readEntry(name, value, start, `${label}: ${quoteName(name)}`));
  }
  checkCover(entries, start, source.size, label);
  return entries;
}

async function readLength(source: ByteSource, label: string): Promise<number> {
  const head = await readRange(source, 0, Math.min(source.size, MAGIC_BYTES), label);
  if (head.length < PREFIX_BYTES) {
    const wanted = `a .safetensors file begins with ${PREFIX_BYTES} bytes of header length`;
    throw new Error(`${label}: ${wanted}, but the file holds ${source.size}`);
  }
  const length = new DataView(head.buffer).getBigUint64(0, true);
  const room = source.size - PREFIX_BYTES;
  if (length > MAX_HEADER_BYTES) {
    const kind = looksLike(head);
    if (kind.startsWith("it begins as")) throw new Error(`${label}: not a .safetensors file: ${kind}`);
    const limit = `more than the ${MAX_HEADER_BYTES} that the format allows`;
    throw new Error(`${label}: header promises ${length} bytes, ${limit}; ${kind}`);
  }
  if (length > room) {
    throw new Error(`${label}: header promises ${length} bytes, but the file holds ${room} after its length`);
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array<ArrayBuffer>, label: string): JsonObject {
  if (bytes[0] !== 0x7b) {
    const found = bytes.length === 0 ? "is empty" : `begins with byte ${bytes[0]}`;
    throw new Error(`${label}: header ${found}, not with '{' (byte ${0x7b})`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${label}: the ${bytes.length} bytes of the header are not UTF-8`);
  }
  try {
    return parseJson(text) as JsonObject;
  } catch (error) {
    throw new Error(`${label}: header is not JSON: ${quoteReason(error)}`);
  }
}

function checkMetadata(metadata: JsonValue | undefined, label: string): void {
  if (metadata === undefined) return;
  if (!(metadata instanceof Map)) throw new Error(`${label}: __metadata__ is not an object of strings`);
  for (const [key, value] of metadata as JsonObject) {
    if (typeof value === "string") continue;
    throw new Error(`${label}: __metadata__ has a value at '${quoteName(key)}' that is not a string`);
  }
}

function readEntry(name: string, value: JsonValue, start: number, label: string): SafetensorsEntry {
  if (!(value instanceof Map)) throw new Error(`${label}: not an object of dtype, shape and data_offsets`);
  const fields = value as JsonObject;
  const dtype = fields.get("dtype");
  if (typeof dtype !== "string") throw new Error(`${label}: dtype is not a string`);
  const storage = safetensorsStorage(dtype, label);
  const shape = asCounts(fields.get("shape"), "shape", label);
  const offsets = asCounts(fields.get("data_offsets"), "data_offsets", label);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    throw new Error(`${label}: data_offsets holds ${offsets.length} numbers, not 2`);
  }
  if (begin > end) throw new Error(`${label}: data_offsets begin at ${begin}, after their end at ${end}`);
  const bytes = shapeBytes(shape, elementBytes(storage), label);
  if (end - begin !== bytes) {
    const span = `data_offsets [${begin}, ${end}] span ${end - begin} bytes`;
    throw new Error(`${label}: ${span}, but shape ${shapeText(shape)} of ${dtype} takes ${bytes}`);
  }
  return { name, storage, shape, begin: start + begin, end: start + end };
}

function asCounts(value: JsonValue | undefined, field: string, label: string): readonly number[] {
  if (!Array.isArray(value)) throw new Error(`${label}: ${field} is not a list`);
  return value.map((count: JsonValue, i) => {
    if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
    const found = typeof count === "number" ? String(count) : "no number";
    throw new Error(`${label}: ${field} has ${found} at place ${i}, not an integer from 0 to 2^53`);
  });
}

function checkCover(entries: readonly SafetensorsEntry[], start: number, size: number, label: string): void {
  let covered = start;
  for (const { name, begin, end } of entries.toSorted((one, other) => one.begin - other.begin || one.end - other.end)) {
    if (begin !== covered) {
      const fault = begin > covered ? "leaves a hole" : "overlaps the tensor before it";
      const place = `begins at ${begin - start}, but the data before it ends at ${covered - start}`;
      throw new Error(`${label}: ${quoteName(name)}: ${fault}: it ${place}`);
    }
    covered = end;
  }
  if (covered !== size) {
    throw new Error(`${label}: header promises ${covered - start} bytes of data, but the file holds ${size - start}`);
  }
}
