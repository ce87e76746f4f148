import { deflateRawSync } from "node:zlib";
import { type Bytes, concat, uint, utf8 } from "../bytes";

/** One member of an archive; what is left out is what an honest writer says. */
export interface ZipPart {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** The compressed bytes instead of `data`'s. */
  readonly packed?: Uint8Array;
  readonly method?: number;
  readonly localMethod?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly offset?: number;
  /** "local" writes local headers without sizes as NumPy does; "central" needs zip64 for everything. */
  readonly zip64?: "local" | "central";
}

export interface ZipEnd {
  readonly members?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
}

/** A zip archive (APPNOTE.TXT), with whatever lies are asked for. */
export function zipBytes(parts: readonly ZipPart[], end: ZipEnd = {}): Bytes {
  const members: Bytes[] = [];
  const directory: Bytes[] = [];
  let offset = 0;
  for (const part of parts) {
    const packed = part.packed ?? (part.deflate ? deflateRawSync(part.data) : part.data);
    const member = concat(localHeader(part, packed), packed);
    directory.push(centralHeader(part, packed, part.offset ?? offset));
    members.push(member);
    offset += member.length;
  }
  const list = concat(...directory);
  const zip64 = parts.some((part) => part.zip64 === "central") ? zip64End(parts.length, list.length, offset) : [];
  return concat(...members, list, ...zip64, endRecord(parts.length, list.length, offset, zip64.length > 0, end));
}

function localHeader(part: ZipPart, packed: Uint8Array): Bytes {
  const sizes = [uint(8, part.size ?? part.data.length), uint(8, part.packedSize ?? packed.length)];
  const extra = part.zip64 ? concat(uint(2, 1), uint(2, 16), ...sizes) : new Uint8Array();
  return concat(
    uint(4, 0x04034b50),
    commonFields(part, part.localMethod ?? methodOf(part)),
    ...(part.zip64 ? [uint(4, 0xffffffff), uint(4, 0xffffffff)] : sizes.toReversed().map((size) => size.slice(0, 4))),
    uint(2, utf8(part.name).length),
    uint(2, extra.length),
    utf8(part.name),
    extra,
  );
}

function centralHeader(part: ZipPart, packed: Uint8Array, offset: number): Bytes {
  const sizes = [part.size ?? part.data.length, part.packedSize ?? packed.length];
  const zip64 = part.zip64 === "central";
  const values = concat(...[...sizes, offset].map((value) => uint(8, value)));
  const extra = zip64 ? concat(uint(2, 1), uint(2, 24), values) : new Uint8Array();
  const field = (value: number) => uint(4, zip64 ? 0xffffffff : value);
  return concat(
    uint(4, 0x02014b50),
    uint(2, 45),
    commonFields(part, methodOf(part)),
    field(sizes[1]!),
    field(sizes[0]!),
    uint(2, utf8(part.name).length),
    uint(2, extra.length),
    uint(10, 0),
    field(offset),
    utf8(part.name),
    extra,
  );
}

/** What both headers hold from "version needed" to the checksum. */
function commonFields(part: ZipPart, method: number): Bytes {
  const utf8Names = 0x800;
  const fields = [uint(2, 45), uint(2, (part.flags ?? 0) | utf8Names), uint(2, method), uint(4, 0x00210000)];
  return concat(...fields, uint(4, part.crc ?? crc32(part.data)));
}

function zip64End(members: number, size: number, offset: number): readonly Bytes[] {
  const counts = [uint(8, members), uint(8, members), uint(8, size), uint(8, offset)];
  const record = concat(uint(4, 0x06064b50), uint(8, 44), uint(2, 45), uint(2, 45), uint(8, 0), ...counts);
  return [record, uint(4, 0x07064b50), uint(4, 0), uint(8, offset + size), uint(4, 1)];
}

function endRecord(members: number, size: number, offset: number, zip64: boolean, end: ZipEnd): Bytes {
  const count = uint(2, end.members ?? (zip64 ? 0xffff : members));
  const place = [
    end.directorySize ?? (zip64 ? 0xffffffff : size),
    end.directoryOffset ?? (zip64 ? 0xffffffff : offset),
  ];
  return concat(uint(4, 0x06054b50), uint(4, 0), count, count, ...place.map((value) => uint(4, value)), uint(2, 0));
}

function methodOf(part: ZipPart): number {
  return part.method ?? (part.deflate ? 8 : 0);
}

/** Bit by bit, from the definition. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}
