import type { ByteSource } from "../byteSource";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";

/** The bytes [start, end) of a tar archive. */
export interface TarMember {
  readonly start: number;
  readonly end: number;
}

const BLOCK_BYTES = 512;
const MOST_MEMBERS = 1000;
const MAGIC_AT = 257;

/** Whether the first block of a file is a tar header (POSIX ustar). */
export function isTar(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(MAGIC_AT, MAGIC_AT + 5)) === "ustar";
}

/** The files in a tar archive by their names. Throws, naming `label`, where a header is damaged or a file cut off. */
export async function readTarDirectory(source: ByteSource, label: string): Promise<ReadonlyMap<string, TarMember>> {
  const members = new Map<string, TarMember>();
  let blocks = 0;
  for (let at = 0; at + BLOCK_BYTES <= source.size; ) {
    if (blocks++ > MOST_MEMBERS) throw new Error(`${label}: the tar archive holds more than ${MOST_MEMBERS} members`);
    const header = await readRange(source, at, at + BLOCK_BYTES, label);
    if (header.every((byte) => byte === 0)) break;
    const name = text(header, 0, 100).replace(/^\.\//, "");
    const memberLabel = `${label}: ${quoteName(name)}`;
    if (!isTar(header)) throw new Error(`${label}: no tar header at ${at}, where one should be`);
    const size = octal(header, 124, 12, memberLabel);
    const start = at + BLOCK_BYTES;
    const room = source.size - start;
    if (size > room) throw new Error(`${memberLabel}: its header promises ${size} bytes, but ${room} are left`);
    const type = text(header, 156, 1);
    if (type === "" || type === "0") {
      if (members.has(name)) throw new Error(`${memberLabel}: the archive holds 2 of this name`);
      members.set(name, { start, end: start + size });
    }
    at = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return members;
}

function octal(header: Uint8Array, start: number, length: number, label: string): number {
  const digits = text(header, start, length).trim();
  if (!/^[0-7]{1,12}$/.test(digits)) throw new Error(`${label}: size '${quoteName(digits)}' is no octal number`);
  return Number.parseInt(digits, 8);
}

function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)));
}
