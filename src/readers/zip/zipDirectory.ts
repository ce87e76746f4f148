import type { ByteSource } from "../byteSource";
import { quoteName } from "../quoteName";
import { type DirectoryEntry, readCentralDirectory } from "./centralDirectory";

/** What the central directory of a zip archive says about one member. */
export interface ZipMember {
  readonly name: string;
  /** Where its local header begins, and where the next member's does. */
  readonly offset: number;
  readonly limit: number;
  readonly isDeflated: boolean;
  readonly storedSize: number;
  readonly size: number;
  readonly crc32: number;
}

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;

/**
 * The members of a zip archive (zip64 too), from its central directory: NumPy's local headers do not say their sizes.
 * Throws, naming `label`, where there is no directory, it is over 64 MiB or 1,000,000 members, and where a member is
 * encrypted, compressed by another method than deflate, there twice, or shares bytes with another.
 */
export async function readZipDirectory(source: ByteSource, label: string): Promise<readonly ZipMember[]> {
  const entries = await readCentralDirectory(source, label);
  const names = new Set<string>();
  for (const entry of entries) {
    checkEntry(entry, label);
    if (names.has(entry.name)) throw refusal(entry, label, "the archive holds 2 of this name");
    names.add(entry.name);
  }
  const limits = limitsOf(entries, source.size, label);
  return entries.map(({ name, offset, storedSize, size, crc32, method }) => {
    return { name, offset, limit: limits.get(name)!, isDeflated: method === DEFLATED, storedSize, size, crc32 };
  });
}

function checkEntry(entry: DirectoryEntry, label: string): void {
  const { isEncrypted, method, storedSize, size } = entry;
  if (isEncrypted) throw refusal(entry, label, "encrypted members cannot be read");
  if (method !== STORED && method !== DEFLATED) {
    const known = "0 (stored) and 8 (deflated) can be read";
    throw refusal(entry, label, `compression method ${method} is unknown; ${known}`);
  }
  if (method === STORED && storedSize !== size) {
    throw refusal(entry, label, `stored without compression, but in ${storedSize} bytes for ${size}`);
  }
}

/** Where the next member begins after each, or the file ends. */
function limitsOf(entries: readonly DirectoryEntry[], end: number, label: string): ReadonlyMap<string, number> {
  const sorted = entries.toSorted((one, other) => one.offset - other.offset);
  const limits = new Map<string, number>();
  for (const [i, entry] of sorted.entries()) {
    const limit = sorted[i + 1]?.offset ?? end;
    const room = limit - entry.offset - LOCAL_HEADER_BYTES;
    if (entry.storedSize > room) {
      const place = `but there is room for ${Math.max(0, room)} before the next member or the end`;
      throw refusal(entry, label, `takes ${entry.storedSize} bytes at ${entry.offset}, ${place}`);
    }
    limits.set(entry.name, limit);
  }
  return limits;
}

function refusal({ name }: DirectoryEntry, label: string, why: string): Error {
  return new Error(`${label}: ${quoteName(name)}: ${why}`);
}
