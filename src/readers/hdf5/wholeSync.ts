import type { ByteSource } from "../byteSource";
import { quoteReason } from "../quoteName";
import { readRange } from "../readRange";

/** A file that can be read at once. */
export type SyncSource = ByteSource & Required<Pick<ByteSource, "readSync">>;

const MOST_IN_MEMORY = 256 << 20;

/**
 * The file as one that can be read at once, as the HDF5 library demands: itself, or a copy in memory where it cannot.
 * Throws, naming `label`, where the copy would have more than 256 MiB.
 */
export async function wholeSync(source: ByteSource, label: string): Promise<SyncSource> {
  if (source.readSync) return naming(source as SyncSource, label);
  if (source.size > MOST_IN_MEMORY) {
    const limit = `more than the ${MOST_IN_MEMORY} that are read into memory`;
    throw new Error(`${label}: ${source.size} bytes of HDF5 that cannot be read piece by piece here, ${limit}`);
  }
  return naming(bytesSource(await readRange(source, 0, source.size, label)), label);
}

/** Bytes in memory as a file. */
export function bytesSource(bytes: Uint8Array<ArrayBuffer>): SyncSource {
  return {
    size: bytes.length,
    read: async (start, end) => {
      check(start, end);
      return bytes.slice(start, end).buffer;
    },
    readSync: (into, start) => {
      check(start, start + into.length);
      into.set(bytes.subarray(start, start + into.length));
    },
  };

  function check(start: number, end: number): void {
    if (start < 0 || start > end || end > bytes.length) {
      throw new Error(`bytes ${start} to ${end} were asked for, but there are ${bytes.length}`);
    }
  }
}

function naming(source: SyncSource, label: string): SyncSource {
  return {
    ...source,
    readSync: (into, start) => {
      try {
        source.readSync(into, start);
      } catch (error) {
        const end = start + into.length;
        throw new Error(`${label}: bytes ${start} to ${end} cannot be read: ${quoteReason(error)}`);
      }
    },
  };
}
