import { quoteName } from "../quoteName";
import type { GgufReader } from "./ggufReader";

/** What the metadata of a GGUF file says in numbers, texts and booleans; lists are left out. */
export type GgufMetadata = ReadonlyMap<string, string | number | boolean>;

const STRING = 8;
const ARRAY = 9;
const MAX_PAIRS = 65_536;
const MAX_DEPTH = 4;
const MAX_LIST = 1 << 22;
const LONGEST_TEXT = 1000;
/** A key, a type and a value take this at least. */
const PAIR_BYTES = 9;

interface Scalar {
  readonly bytes: number;
  read(view: DataView, little: boolean): number | boolean;
}

/** enum gguf_type (ggml/docs/gguf.md), but for texts and lists. */
const SCALARS: ReadonlyMap<number, Scalar> = new Map<number, Scalar>([
  [0, { bytes: 1, read: (view) => view.getUint8(0) }],
  [1, { bytes: 1, read: (view) => view.getInt8(0) }],
  [2, { bytes: 2, read: (view, little) => view.getUint16(0, little) }],
  [3, { bytes: 2, read: (view, little) => view.getInt16(0, little) }],
  [4, { bytes: 4, read: (view, little) => view.getUint32(0, little) }],
  [5, { bytes: 4, read: (view, little) => view.getInt32(0, little) }],
  [6, { bytes: 4, read: (view, little) => view.getFloat32(0, little) }],
  [7, { bytes: 1, read: (view) => view.getUint8(0) !== 0 }],
  [10, { bytes: 8, read: (view, little) => Number(view.getBigUint64(0, little)) }],
  [11, { bytes: 8, read: (view, little) => Number(view.getBigInt64(0, little)) }],
  [12, { bytes: 8, read: (view, little) => view.getFloat64(0, little) }],
]);

/**
 * Reads `pairs` keys and values. Throws, naming the key, where a type is unknown, a key is there twice, lists are
 * deeper than 4 or longer than the file allows, and where there are more than 65,536 pairs.
 */
export async function readGgufMetadata(reader: GgufReader, pairs: number): Promise<GgufMetadata> {
  checkCount(reader, pairs, PAIR_BYTES, MAX_PAIRS, "keys");
  const metadata = new Map<string, string | number | boolean>();
  const keys = new Set<string>();
  for (let i = 0; i < pairs; i++) {
    const key = await reader.text(`key ${i}`);
    const quoted = `'${quoteName(key)}'`;
    if (keys.has(key)) throw new Error(`${reader.label}: the key ${quoted} is there twice`);
    keys.add(key);
    const value = await readValue(reader, await reader.uint32(`the type of ${quoted}`), quoted);
    if (value !== undefined) metadata.set(key, value);
  }
  return metadata;
}

/** Throws where so many things, `least` bytes each, have no room in the rest of the file, or are more than `most`. */
export function checkCount(reader: GgufReader, count: number, least: number, most: number, what: string): void {
  const room = Math.floor((reader.size - reader.position()) / least);
  if (count > room) throw new Error(`${reader.label}: promises ${count} ${what}, but the file has room for ${room}`);
  if (count > most) throw new Error(`${reader.label}: promises ${count} ${what}, more than the ${most} that are read`);
}

async function readValue(
  reader: GgufReader,
  type: number,
  key: string,
): Promise<string | number | boolean | undefined> {
  const scalar = SCALARS.get(type);
  if (scalar) return scalar.read(await reader.view(scalar.bytes, key), !reader.bigEndian);
  if (type === STRING) return readShortText(reader, key);
  if (type === ARRAY) await skipList(reader, key, 1);
  else throw new Error(`${reader.label}: ${key} has the value type ${type}, not 0 to 12`);
  return undefined;
}

/** A long one (a chat template) is not kept. */
async function readShortText(reader: GgufReader, key: string): Promise<string | undefined> {
  const length = await reader.count(`the length of ${key}`);
  if (length > LONGEST_TEXT) {
    reader.skip(length, key);
    return undefined;
  }
  const view = await reader.view(length, key);
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, length));
}

async function skipList(reader: GgufReader, key: string, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) throw new Error(`${reader.label}: ${key} has lists more than ${MAX_DEPTH} deep`);
  const type = await reader.uint32(`the type of ${key}'s list`);
  const count = await reader.count(`the length of ${key}`);
  const scalar = SCALARS.get(type);
  if (scalar) return reader.skip(count * scalar.bytes, key);
  if (type !== STRING && type !== ARRAY) {
    throw new Error(`${reader.label}: ${key} has a list of type ${type}, not 0 to 12`);
  }
  checkCount(reader, count, reader.version === 1 ? 4 : 8, MAX_LIST, `entries of ${key}`);
  for (let i = 0; i < count; i++) {
    if (type === STRING) await reader.skipText(key);
    else await skipList(reader, key, depth + 1);
  }
}
