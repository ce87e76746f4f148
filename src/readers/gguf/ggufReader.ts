import { createByteCursor } from "../byteCursor";
import type { ByteSource } from "../byteSource";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { readRange } from "../readRange";

/** Reads the numbers and texts of a GGUF header one after another, in the file's byte order. */
export interface GgufReader {
  readonly label: string;
  readonly version: number;
  readonly bigEndian: boolean;
  readonly size: number;
  position(): number;
  skip(bytes: number, what: string): void;
  uint32(what: string): Promise<number>;
  /** Of the version's own size: 32 bits in version 1, 64 afterwards. Throws beyond 2^53. */
  count(what: string): Promise<number>;
  /** Throws beyond 2^53. */
  uint64(what: string): Promise<number>;
  /** `bytes` bytes as a view; a number of several bytes is in the file's order. */
  view(bytes: number, what: string): Promise<DataView>;
  text(what: string): Promise<string>;
  skipText(what: string): Promise<void>;
}

const MAGIC = "GGUF";
const VERSIONS = [1, 2, 3];
const MAX_TEXT_BYTES = 1 << 16;

/** Begins to read a GGUF file. Throws, naming `label`, where magic or version are others. */
export async function startGguf(source: ByteSource, label: string): Promise<GgufReader> {
  const head = await readRange(source, 0, Math.min(source.size, MAGIC_BYTES), label);
  if (String.fromCharCode(...head.subarray(0, 4)) !== MAGIC) {
    throw new Error(`${label}: a GGUF file begins with '${MAGIC}', but ${looksLike(head)}`);
  }
  const cursor = createByteCursor(source, label);
  cursor.moveTo(MAGIC.length);
  const { version, bigEndian } = versionOf(await cursor.take(4, "the version"), label);

  async function view(bytes: number, what: string): Promise<DataView> {
    const taken = await cursor.take(bytes, what);
    return new DataView(taken.buffer, taken.byteOffset, bytes);
  }

  async function uint64(what: string): Promise<number> {
    const at = cursor.position();
    const value = (await view(8, what)).getBigUint64(0, !bigEndian);
    if (value > Number.MAX_SAFE_INTEGER) throw new Error(`${label}: byte ${at}: ${what} is ${value}, more than 2^53`);
    return Number(value);
  }

  const uint32 = async (what: string) => (await view(4, what)).getUint32(0, !bigEndian);
  const count = version === 1 ? uint32 : uint64;

  function skip(bytes: number, what: string): void {
    const at = cursor.position();
    const rest = source.size - at;
    if (bytes > rest)
      throw new Error(`${label}: byte ${at}: ${what} takes ${bytes} bytes, but the file has ${rest} more`);
    cursor.moveTo(at + bytes);
  }

  return {
    label,
    version,
    bigEndian,
    size: source.size,
    position: cursor.position,
    skip,
    uint32,
    uint64,
    count,
    view,
    async text(what) {
      const at = cursor.position();
      const length = await count(`the length of ${what}`);
      if (length > MAX_TEXT_BYTES && length <= source.size - cursor.position()) {
        throw new Error(`${label}: byte ${at}: ${what} has ${length} bytes, more than ${MAX_TEXT_BYTES}`);
      }
      return new TextDecoder().decode(await cursor.take(length, what));
    },
    async skipText(what) {
      skip(await count(`the length of ${what}`), what);
    },
  };
}

function versionOf(bytes: Uint8Array, label: string): { version: number; bigEndian: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = view.getUint32(0, true);
  const big = view.getUint32(0, false);
  if (VERSIONS.includes(little)) return { version: little, bigEndian: false };
  if (VERSIONS.includes(big)) return { version: big, bigEndian: true };
  throw new Error(`${label}: GGUF version ${little}; 1, 2 and 3 can be read`);
}
