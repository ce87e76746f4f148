import { type Entry, type Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-reader.js";
import type { ByteSource } from "./byteSource";
import { quoteName, quoteReason } from "./quoteName";
import { readRange } from "./readRange";

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
const MAX_MEMBERS = 1_000_000;
const MAX_DIRECTORY_BYTES = 64 << 20;
const LOCAL_HEADER_BYTES = 30;

/**
 * The members of a zip archive (zip64 too), from its central directory: NumPy's local headers do not say their sizes.
 * Throws, naming `label`, where there is no directory, it is over 64 MiB or 1,000,000 members, and where a member is
 * encrypted, compressed by another method than deflate, there twice, or shares bytes with another.
 */
export async function readZipDirectory(source: ByteSource, label: string): Promise<readonly ZipMember[]> {
  const members: ZipMember[] = [];
  const names = new Set<string>();
  for await (const entry of entriesOf(source, label)) {
    const member = checkedMember(entry, `${label}: ${quoteName(entry.filename)}`);
    if (names.has(member.name))
      throw new Error(`${label}: ${quoteName(member.name)}: the archive holds 2 of this name`);
    names.add(member.name);
    members.push(member);
    if (members.length > MAX_MEMBERS) throw new Error(`${label}: the archive holds more than ${MAX_MEMBERS} members`);
  }
  return withLimits(members, source.size, label);
}

async function* entriesOf(source: ByteSource, label: string): AsyncGenerator<Entry, void> {
  let failure: unknown;
  const reader = {
    size: source.size,
    async readUint8Array(offset: number, length: number) {
      const end = Math.min(offset + length, source.size);
      try {
        if (end - offset > MAX_DIRECTORY_BYTES) {
          throw new Error(
            `${label}: zip directory of ${length} bytes, more than the ${MAX_DIRECTORY_BYTES} that are read`,
          );
        }
        return end > offset ? await readRange(source, offset, end, label) : new Uint8Array();
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  } as unknown as Reader<ByteSource>;
  try {
    yield* new ZipReader(reader, { filenameValidation: "tolerant" }).getEntriesGenerator();
  } catch (error) {
    throw (
      failure ?? new Error(`${label}: the zip directory in its ${source.size} bytes is damaged: ${quoteReason(error)}`)
    );
  }
}

function checkedMember(entry: Entry, label: string): ZipMember {
  const { filename: name, compressionMethod: method, compressedSize: storedSize, uncompressedSize: size } = entry;
  if (entry.encrypted) throw new Error(`${label}: encrypted members cannot be read`);
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`${label}: compression method ${method} is unknown; 0 (stored) and 8 (deflated) can be read`);
  }
  if (method === STORED && storedSize !== size) {
    throw new Error(`${label}: stored without compression, but in ${storedSize} bytes for ${size}`);
  }
  const isDeflated = method === DEFLATED;
  return { name, offset: entry.offset, limit: 0, isDeflated, storedSize, size, crc32: entry.crc32 ?? 0 };
}

function withLimits(members: readonly ZipMember[], end: number, label: string): readonly ZipMember[] {
  const sorted = members.toSorted((one, other) => one.offset - other.offset);
  const limits = new Map(sorted.map((member, i) => [member.name, sorted[i + 1]?.offset ?? end]));
  return members.map((member) => {
    const limit = limits.get(member.name)!;
    const room = limit - member.offset - LOCAL_HEADER_BYTES;
    if (member.storedSize > room) {
      const place = `but there is room for ${Math.max(0, room)} before the next member or the end`;
      throw new Error(
        `${label}: ${quoteName(member.name)}: takes ${member.storedSize} bytes at ${member.offset}, ${place}`,
      );
    }
    return { ...member, limit };
  });
}
