import type { ByteSource } from "./byteSource";
import { type ReadInto, readIntoOf, readRange, streamRange } from "./readRange";

/** The bytes of one file, or of one member of an archive, however they are stored. */
export interface ByteRun {
  readonly size: number;
  /** The first `length` bytes; `length` is at most `size`. */
  head(length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes from `start` to the end in pieces of any size. Throws where they are not as the archive promises. */
  stream(start: number): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Fills `into` with the bytes from `start` on; undefined where they are not to be had just so. */
  readonly readInto?: ReadInto | undefined;
}

/** A whole file as a run. */
export function sourceRun(source: ByteSource, label: string): ByteRun {
  return {
    size: source.size,
    head: (length) => readRange(source, 0, length, label),
    stream: (start) => streamRange(source, start, source.size, label),
    readInto: readIntoOf(source, label),
  };
}
