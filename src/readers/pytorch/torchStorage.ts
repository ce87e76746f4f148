import type { ByteSource } from "../byteSource";
import { type ReadInto, readIntoOf, streamRange } from "../readRange";
import type { Inflate } from "../zip/inflateRaw";
import type { ZipMember } from "../zip/zipDirectory";
import { findMemberData, zipMemberRun } from "../zip/zipMemberRun";

type Bytes = Uint8Array<ArrayBuffer>;

/** The memory that tensors are views of, as the file keeps it. */
export interface TorchStorage {
  readonly bytes: number;
  /** Whether a stretch can be read without what is before it. */
  readonly isSeekable: boolean;
  /** The bytes [start, end) in pieces of any size. */
  stream(start: number, end: number): AsyncIterable<Bytes>;
  /** Fills memory with the bytes from `start` on. */
  readonly readInto: ReadInto | undefined;
}

/**
 * A storage that stands in the file as it is. `find` says where, and checks what stands before it: at the first read,
 * because a checkpoint has thousands of storages, most of which nobody asks for.
 */
export function plainStorage(
  source: ByteSource,
  bytes: number,
  label: string,
  find: () => Promise<number>,
): TorchStorage {
  let found: Promise<number> | undefined;
  const begin = () => {
    found ??= find();
    return found;
  };
  const readInto = readIntoOf(source, label);
  return {
    bytes,
    isSeekable: true,
    async *stream(start, end) {
      const at = await begin();
      yield* streamRange(source, at + start, at + end, label);
    },
    readInto: readInto && (async (into, start) => readInto(into, (await begin()) + start)),
  };
}

/**
 * A storage in a zip archive. Checksums of stored members are not looked at: PyTorch writes none on request
 * (`set_crc32_options`), and parts of a storage have none.
 */
export function zippedStorage(source: ByteSource, member: ZipMember, label: string, inflate: Inflate): TorchStorage {
  if (!member.isDeflated) return plainStorage(source, member.size, label, () => findMemberData(source, member, label));
  return {
    bytes: member.size,
    isSeekable: false,
    async *stream(start, end) {
      const run = await zipMemberRun(source, member, label, inflate);
      let at = start;
      for await (const piece of run.stream(start)) {
        const part = piece.subarray(0, end - at);
        at += part.length;
        if (part.length > 0) yield part;
        // A whole storage is read to its end, where its checksum is looked at.
        if (at === end && end < member.size) return;
      }
    },
    readInto: undefined,
  };
}
