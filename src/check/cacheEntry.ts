import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { packCode, unpackCode } from "./packCode";
import type { FileStamp, SourceCode } from "./sourceCode";

/** What is kept of one file. */
export interface CacheEntry {
  /** The file's whole path. */
  readonly path: string;
  readonly stamp: FileStamp;
  /** SHA-256 of its bytes. */
  readonly hash: string;
  readonly source: SourceCode;
}

/** To be raised where what `readCode` makes of a text changes. */
const FORMAT = 3;
const HEAD = `normscope code ${FORMAT} ${process.env.NORMSCOPE_VERSION} `;
const LARGEST = 1 << 26;

/** An entry as it is written: a line that says what it is, with a checksum of the rest, and the rest, deflated lines of JSON. */
export function encodeEntry({ path, stamp, hash, source: { code, lines } }: CacheEntry): Uint8Array {
  const about: About = { path, stamp, hash, lines };
  const body = deflateRawSync([JSON.stringify(about), ...packCode(code)].join("\n"), { level: 1 });
  return Buffer.concat([Buffer.from(`${HEAD}${sha256(body)}\n`), body]);
}

/** An entry without its code. */
interface About extends Pick<CacheEntry, "path" | "stamp" | "hash">, Pick<SourceCode, "lines"> {}

/**
 * What was written, or null for anything else: an entry that is torn, damaged, of another version of Normscope, or of
 * another file. Never throws.
 */
export function decodeEntry(bytes: Uint8Array, path: string): CacheEntry | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = HEAD.length + 64;
  if (buffer.toString("latin1", 0, HEAD.length) !== HEAD || buffer[end] !== 0x0a) return null;
  const body = buffer.subarray(end + 1);
  if (buffer.toString("latin1", HEAD.length, end) !== sha256(body)) return null;
  try {
    const [about = "", ...packed] = inflateRawSync(body, { maxOutputLength: LARGEST }).toString("utf8").split("\n");
    const { lines, ...rest } = JSON.parse(about) as About;
    const entry = { ...rest, source: { code: unpackCode(packed), lines } };
    return entry.path === path && isWhole(entry) ? entry : null;
  } catch {
    return null;
  }
}

function isWhole({ stamp, hash, source }: CacheEntry): boolean {
  return (
    Number.isFinite(stamp?.size) &&
    Number.isFinite(stamp.mtime) &&
    typeof stamp.settled === "boolean" &&
    typeof hash === "string" &&
    [source?.lines, source?.code?.steps, source?.code?.models, source?.code?.conditions].every(Array.isArray)
  );
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
