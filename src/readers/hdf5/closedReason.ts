import type { DatasetHeader } from "./datasetHeader";

const DEFLATE_RATIO = 1032;
const SMALL_BYTES = 64 << 20;
const MOST_CHUNK_BYTES = 64 << 20;
/** Filters that the library has in it: deflate, shuffle, fletcher32, nbit, scaleoffset. */
const FILTERS: readonly number[] = [1, 2, 3, 5, 6];
const FILTER_NAMES: Readonly<Record<number, string>> = {
  4: "szip",
  307: "bzip2",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32008: "bitshuffle",
  32013: "zfp",
  32015: "zstd",
  32026: "blosc2",
};

/** Why values are never looked for, in words that end a sentence; undefined where they are in this file. */
export function elsewhere({ shape, layout, isExternal }: DatasetHeader): string | undefined {
  if (!shape) return "it has no shape and holds no values";
  if (isExternal) return "its values lie in other files, which are never opened";
  if (layout.kind === "virtual") return "it is put together from datasets of other files, which are never opened";
  return undefined;
}

/**
 * Why the library is not asked for values, which would take it too much memory or never end; undefined where it can
 * be asked.
 *
 * @param bytes what the values take
 */
export function beyondLibrary(
  { layout, filters, shape }: DatasetHeader,
  bytes: number,
  elementBytes: number,
  fileSize: number,
): string | undefined {
  const filter = filters.find((id) => !FILTERS.includes(id));
  if (filter !== undefined) {
    return `its values went through filter ${filter} (${FILTER_NAMES[filter] ?? "unknown"}), which cannot be undone here`;
  }
  if (bytes > Math.max(SMALL_BYTES, fileSize * DEFLATE_RATIO)) {
    return `it declares ${bytes} bytes, which a file of ${fileSize} bytes cannot hold: they were never written`;
  }
  if (layout.kind !== "chunked") return undefined;
  const { chunk } = layout;
  if (chunk.length !== shape?.length || chunk.includes(0)) {
    return `its chunks have ${chunk.length} axes, itself ${shape?.length}`;
  }
  const chunkBytes = chunk.reduce((product, size) => product * size, elementBytes);
  if (chunkBytes <= MOST_CHUNK_BYTES) return undefined;
  return `its chunks have ${chunkBytes} bytes, more than the ${MOST_CHUNK_BYTES} that are read at once`;
}
