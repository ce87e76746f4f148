import type { ByteSource } from "./byteSource";
import { quoteReason } from "./quoteName";

/** Bytes per chunk of a stream; a multiple of every element's size. */
export const CHUNK_BYTES = 1 << 20;

/** The bytes [start, end) of a file. Throws, naming `label`, where the file no longer holds them. */
export async function readRange(
  source: ByteSource,
  start: number,
  end: number,
  label: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const read = source.read(start, end).catch((reason: unknown) => {
    throw unreadable(label, start, end, reason);
  });
  const bytes = new Uint8Array(await read);
  if (bytes.length !== end - start) {
    const wanted = `${end - start} bytes at ${start}`;
    throw new Error(`${label}: the file changed while it was read: asked for ${wanted}, got ${bytes.length}`);
  }
  return bytes;
}

export type ReadInto = (into: Uint8Array<ArrayBuffer>, start: number) => Promise<void>;

/** Reads straight into the caller's memory, where the source can; throws as `readRange`. */
export function readIntoOf(source: ByteSource, label: string): ReadInto | undefined {
  const { readInto } = source;
  if (!readInto) return undefined;
  return (into, start) =>
    readInto(into, start).catch((reason: unknown) => {
      throw unreadable(label, start, start + into.length, reason);
    });
}

function unreadable(label: string, start: number, end: number, reason: unknown): Error {
  return new Error(`${label}: bytes ${start} to ${end} cannot be read: ${quoteReason(reason)}`);
}

/** The bytes [start, end) of a file in chunks of `CHUNK_BYTES`, each in a buffer of its own. */
export async function* streamRange(
  source: ByteSource,
  start: number,
  end: number,
  label: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let at = start; at < end; at += CHUNK_BYTES) {
    yield await readRange(source, at, Math.min(at + CHUNK_BYTES, end), label);
  }
}
