import { looksLike, MAGIC_BYTES } from "../looksLike";
import { fieldReader } from "./fieldReader";
import type { SyncSource } from "./wholeSync";

/** Where addresses of an HDF5 file count from, and how wide they are. */
export interface Superblock {
  readonly base: number;
  readonly addressBytes: number;
  readonly lengthBytes: number;
}

const SIGNATURE = "\x89HDF\r\n\x1a\n";
const FIRST_USER_BLOCK = 512;
const FIELDS = 16;

/**
 * Finds the superblock at byte 0 or behind a user block of 512, 1024 … bytes (HDF5 File Format Specification 4.0, II.A).
 * Throws, naming `label`, where there is none, or of a version that is unknown.
 */
export function readSuperblock(source: SyncSource, label: string): Superblock {
  for (let base = 0; base + FIELDS <= source.size; base = base === 0 ? FIRST_USER_BLOCK : base * 2) {
    const bytes = new Uint8Array(FIELDS);
    source.readSync(bytes, base);
    if (String.fromCharCode(...bytes.subarray(0, SIGNATURE.length)) === SIGNATURE)
      return superblockOf(bytes, base, label);
  }
  const head = new Uint8Array(Math.min(source.size, MAGIC_BYTES));
  source.readSync(head, 0);
  throw new Error(`${label}: not an HDF5 file: ${looksLike(head)}`);
}

function superblockOf(bytes: Uint8Array<ArrayBuffer>, base: number, label: string): Superblock {
  const fields = fieldReader(bytes, label);
  fields.skip(SIGNATURE.length);
  const version = fields.uint(1);
  if (version > 3) throw new Error(`${label}: HDF5 superblock of version ${version}; 0 to 3 can be read`);
  fields.skip(version < 2 ? 4 : 0);
  const [addressBytes, lengthBytes] = [fields.uint(1), fields.uint(1)];
  for (const size of [addressBytes, lengthBytes]) {
    if (![2, 4, 8].includes(size)) throw new Error(`${label}: HDF5 addresses of ${size} bytes; 2, 4 and 8 can be read`);
  }
  return { base, addressBytes, lengthBytes };
}
