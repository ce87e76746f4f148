import type { ByteSource } from "./byteSource";
import { type ReadInto, readIntoOf, streamRange } from "./readRange";

/** The bytes [start, end) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How many bytes some ranges have together. */
export function rangesBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** The bytes of some ranges, one after another, in chunks of about 1 MiB. */
export async function* streamRanges(
  source: ByteSource,
  ranges: readonly ByteRange[],
  label: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (const { start, end } of ranges) yield* streamRange(source, start, end, label);
}

/** Reads from a byte on, counted from the first range's, straight into the caller's memory, where the source can. */
export function readIntoRanges(source: ByteSource, ranges: readonly ByteRange[], label: string): ReadInto | undefined {
  const read = readIntoOf(source, label);
  if (!read) return undefined;
  return async (into, first) => {
    let filled = 0;
    let skipped = 0;
    for (const { start, end } of ranges) {
      const from = start + Math.max(0, first - skipped);
      const length = Math.min(end - from, into.length - filled);
      if (length > 0) {
        await read(into.subarray(filled, filled + length), from);
        filled += length;
      }
      skipped += end - start;
    }
    if (filled < into.length) throw new Error(`${label}: ${into.length} bytes at ${first} leave its ${skipped}`);
  };
}
