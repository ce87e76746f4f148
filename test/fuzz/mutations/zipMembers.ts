import { inflateRawSync } from "node:zlib";
import type { Bytes } from "../../unit/readers/bytes";

/** The members of an archive that is whole, by its directory; none of one that has a directory for large files (zip64). */
export function zipMembers(bytes: Bytes): readonly { readonly name: string; readonly data: Bytes }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const members: { name: string; data: Bytes }[] = [];
  const start = directoryOf(view);
  if (start === ZIP64) return [];
  for (let at = start; view.getUint32(at, true) === 0x02014b50; ) {
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const local = view.getUint32(at + 42, true);
    const packedAt = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = bytes.slice(packedAt, packedAt + view.getUint32(at + 20, true));
    const data = view.getUint16(at + 10, true) === 8 ? new Uint8Array(inflateRawSync(packed)) : packed;
    members.push({ name: Buffer.from(bytes.slice(at + 46, at + 46 + nameLength)).toString("utf8"), data });
    at += 46 + nameLength + extra + comment;
  }
  return members;
}

const ZIP64 = 0xffffffff;

function directoryOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return view.getUint32(at + 16, true);
  }
  throw new Error("a sample is no archive");
}
