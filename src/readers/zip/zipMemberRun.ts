import type { ByteRun } from "../byteRun";
import type { ByteSource } from "../byteSource";
import { quoteReason } from "../quoteName";
import { CHUNK_BYTES, readRange, streamRange } from "../readRange";
import { crc32 } from "./crc32";
import type { Inflate } from "./inflateRaw";
import type { ZipMember } from "./zipDirectory";

type Bytes = Uint8Array<ArrayBuffer>;

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;

/**
 * The bytes of a zip member: a stored one is read by ranges, a deflated one inflated on the way. Its stream throws,
 * naming `label`, as soon as more bytes come than the directory promises, and at the end where fewer came or their
 * CRC-32 differs. Throws at once where the local header is not where the directory says.
 */
export async function zipMemberRun(
  source: ByteSource,
  member: ZipMember,
  label: string,
  inflate: Inflate,
): Promise<ByteRun> {
  const start = await findMemberData(source, member, label);
  const end = start + member.storedSize;
  const pieces = (from: number) =>
    member.isDeflated
      ? inflated(streamRange(source, start, end, label), inflate, label)
      : storedPieces(source, start, start + from, end, label);
  return {
    size: member.size,
    head: (length) =>
      member.isDeflated ? firstBytes(pieces(0), length, label) : readRange(source, start, start + length, label),
    stream: (from) => checked(pieces(from), from, member, label),
  };
}

/** Where a member's bytes begin. Throws, naming `label`, where its local header is not as the directory says. */
export async function findMemberData(source: ByteSource, member: ZipMember, label: string): Promise<number> {
  const header = await readRange(source, member.offset, member.offset + LOCAL_HEADER_BYTES, label);
  const view = new DataView(header.buffer);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw new Error(`${label}: the directory says that it begins at ${member.offset}, but no member begins there`);
  }
  const method = view.getUint16(8, true);
  const promised = member.isDeflated ? 8 : 0;
  if (method !== promised) {
    throw new Error(`${label}: the directory says compression method ${promised}, but the member says ${method}`);
  }
  const start = member.offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + member.storedSize > member.limit) {
    const place = `past ${member.limit}, where the next member or the file's end is`;
    throw new Error(`${label}: the directory promises ${member.storedSize} bytes at ${start}, ${place}`);
  }
  return start;
}

/** The bytes up to `cut` apart, so that the pieces after it are whole chunks; a small member's in one read. */
async function* storedPieces(source: ByteSource, start: number, cut: number, end: number, label: string) {
  const middle = end - start > CHUNK_BYTES ? cut : start;
  yield* streamRange(source, start, middle, label);
  yield* streamRange(source, middle, end, label);
}

async function* inflated(deflated: AsyncIterable<Bytes>, inflate: Inflate, label: string): AsyncGenerator<Bytes, void> {
  let failure: unknown;
  const watched = async function* () {
    try {
      yield* deflated;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  try {
    yield* inflate(watched());
  } catch (error) {
    throw failure ?? new Error(`${label}: its compressed data is damaged: ${quoteReason(error)}`);
  }
}

async function firstBytes(pieces: AsyncIterable<Bytes>, length: number, label: string): Promise<Bytes> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const piece of pieces) {
    const part = piece.subarray(0, length - filled);
    bytes.set(part, filled);
    filled += part.length;
    if (filled === length) return bytes;
  }
  throw new Error(`${label}: the directory promises ${length} bytes or more, but only ${filled} come`);
}

async function* checked(
  pieces: AsyncIterable<Bytes>,
  from: number,
  { size, crc32: promised }: ZipMember,
  label: string,
): AsyncGenerator<Bytes, void> {
  let seen = 0;
  let sum = 0;
  for await (const piece of pieces) {
    const skipped = Math.max(0, from - seen);
    seen += piece.length;
    if (seen > size) throw new Error(`${label}: the directory promises ${size} bytes, but ${seen} or more come`);
    sum = crc32(piece, sum);
    if (skipped < piece.length) yield skipped === 0 ? piece : piece.subarray(skipped);
  }
  if (seen < size) throw new Error(`${label}: the directory promises ${size} bytes, but only ${seen} come`);
  if (sum !== promised) {
    throw new Error(`${label}: damaged: its CRC-32 is ${hex(sum)}, but the directory says ${hex(promised)}`);
  }
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}
