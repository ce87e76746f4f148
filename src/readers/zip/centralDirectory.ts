import type { ByteSource } from "../byteSource";
import { readRange } from "../readRange";

/** One entry of a zip's central directory, as it is written. */
export interface DirectoryEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc32: number;
  readonly storedSize: number;
  readonly size: number;
  /** Where the local header begins. */
  readonly offset: number;
}

interface DirectoryPlace {
  readonly entries: number;
  readonly start: number;
  readonly size: number;
  /** Where the records after the directory begin. */
  readonly end: number;
}

const MAX_ENTRIES = 1_000_000;
const MAX_DIRECTORY_BYTES = 64 << 20;
const ENTRY_BYTES = 46;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;
const END64_BYTES = 56;
const END64_SIGNATURE = 0x06064b50;
const IN_ZIP64_16 = 0xffff;
const IN_ZIP64_32 = 0xffffffff;
const ZIP64_FIELD = 1;

/**
 * The entries of a zip's central directory (APPNOTE.TXT 4.3, zip64 too), also where other data stands before the
 * archive. Throws, naming `label`, where there is none, it is damaged, or it takes over 64 MiB or
 * has over 1,000,000 entries.
 */
export async function readCentralDirectory(source: ByteSource, label: string): Promise<readonly DirectoryEntry[]> {
  const damaged = (how: string) =>
    new Error(`${label}: the zip directory in its ${source.size} bytes is damaged: ${how}`);
  const place = await findDirectory(source, label, damaged);
  if (place.start + place.size > place.end) {
    throw damaged(`${place.size} bytes at ${place.start} reach past ${place.end}, where its end is`);
  }
  if (place.size > MAX_DIRECTORY_BYTES) {
    throw new Error(
      `${label}: zip directory of ${place.size} bytes, more than the ${MAX_DIRECTORY_BYTES} that are read`,
    );
  }
  if (place.entries > MAX_ENTRIES) throw new Error(`${label}: the archive holds more than ${MAX_ENTRIES} members`);
  const before = await bytesBefore(source, place, label);
  const bytes = await readRange(source, place.start + before, place.start + before + place.size, label);
  const view = new DataView(bytes.buffer);
  const entries: DirectoryEntry[] = [];
  for (let at = 0, i = 0; i < place.entries; i++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw damaged("Central directory header not found");
    }
    const end = at + ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true);
    if (end > bytes.length) throw damaged(`entry ${i} ends at ${end} of ${bytes.length}`);
    entries.push(readEntry(bytes, view, at, end, before));
    at = end + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Offsets count from the archive's beginning, before which a program that unpacks it may stand. */
async function bytesBefore(source: ByteSource, { start, size, end }: DirectoryPlace, label: string): Promise<number> {
  if (size < ENTRY_BYTES || start + size === end) return 0;
  const view = new DataView((await readRange(source, start, start + 4, label)).buffer);
  return view.getUint32(0, true) === ENTRY_SIGNATURE ? 0 : end - size - start;
}

async function findDirectory(
  source: ByteSource,
  label: string,
  damaged: (how: string) => Error,
): Promise<DirectoryPlace> {
  const from = Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await readRange(source, from, source.size, label);
  const view = new DataView(tail.buffer);
  let at = tail.length - END_BYTES;
  while (at >= 0 && !(view.getUint32(at, true) === END_SIGNATURE && isEnd(view, at))) at--;
  if (at < 0) throw damaged("End of central directory not found");
  const entries = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 12, true);
  const start = view.getUint32(at + 16, true);
  const end = from + at;
  if (entries !== IN_ZIP64_16 && size !== IN_ZIP64_32 && start !== IN_ZIP64_32) return { entries, start, size, end };
  return (await findDirectory64(source, end, label)) ?? { entries, start, size, end };
}

/** Nothing but a comment stands after the end record. */
function isEnd(view: DataView, at: number): boolean {
  return at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength;
}

async function findDirectory64(source: ByteSource, end: number, label: string): Promise<DirectoryPlace | undefined> {
  const before = END64_BYTES + LOCATOR_BYTES;
  if (end < before) return undefined;
  const view = new DataView((await readRange(source, end - before, end, label)).buffer);
  if (view.getUint32(END64_BYTES, true) !== LOCATOR_SIGNATURE || view.getUint32(0, true) !== END64_SIGNATURE) {
    return undefined;
  }
  return {
    entries: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    start: Number(view.getBigUint64(48, true)),
    end: end - before,
  };
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number, before: number): DirectoryEntry {
  const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
  const sizes = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  const [size, storedSize, offset] = sizes.includes(IN_ZIP64_32) ? widened(sizes, view, nameEnd, end) : sizes;
  return {
    name: nameOf(bytes.subarray(at + ENTRY_BYTES, nameEnd)),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    storedSize: storedSize!,
    size: size!,
    offset: offset! + before,
  };
}

/** Values that do not fit 32 bits stand in the extra field 1, in their order and only those. */
function widened(sizes: readonly number[], view: DataView, start: number, end: number): readonly number[] {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_FIELD) continue;
    const last = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    let next = at + 4;
    return sizes.map((value) => {
      if (value !== IN_ZIP64_32 || next + 8 > last) return value;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    });
  }
  return sizes;
}

/** Names are UTF-8 where they say so, and nearly always where they do not. */
function nameOf(bytes: Uint8Array): string {
  if (bytes.length < 256 && bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}
