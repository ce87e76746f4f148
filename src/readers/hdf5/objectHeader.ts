import { fieldReader } from "./fieldReader";
import type { Superblock } from "./superblock";
import type { SyncSource } from "./wholeSync";

/** One message of an object's header: what it is about, and its bytes. */
export interface HeaderMessage {
  readonly type: number;
  readonly shared: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Block = readonly [start: number, length: number];

const CONTINUATION = 0x10;
const SHARED = 2;
const VERSION_1_PREFIX = 16;
const MOST_BLOCKS = 1000;
const MOST_BYTES = 16 << 20;
const SIGNATURE_BYTES = 4;
const CHECKSUM_BYTES = 4;

/**
 * All messages of the header at an address, of versions 1 and 2 (HDF5 File Format Specification 4.0, IV.A.1).
 * Throws, naming `label`, where no header is there, or it leaves the file.
 */
export function readObjectHeader(
  source: SyncSource,
  superblock: Superblock,
  address: number,
  label: string,
): readonly HeaderMessage[] {
  const start = superblock.base + address;
  const prefix = fieldReader(read(Math.min(start, source.size), Math.min(VERSION_1_PREFIX, room(start))), label);
  const isNew = prefix.left >= SIGNATURE_BYTES && latin1(prefix.bytes(SIGNATURE_BYTES)) === "OHDR";
  const { block, creationOrder } = isNew ? newPrefix(start) : oldPrefix(start);
  const messages: HeaderMessage[] = [];
  const blocks: Block[] = [block];
  let total = 0;
  for (let i = 0; i < blocks.length; i++) {
    const [from, length] = blocks[i]!;
    const bytes = read(from, length);
    total += length;
    if (blocks.length > MOST_BLOCKS || total > MOST_BYTES) {
      const found = `${blocks.length} blocks and ${total} bytes`;
      throw new Error(`${label}: header of ${found}, more than ${MOST_BLOCKS} or ${MOST_BYTES}`);
    }
    for (const message of isNew ? newMessages(bytes, creationOrder) : oldMessages(bytes)) {
      if (message.type === CONTINUATION) blocks.push(continuation(message.bytes));
      else messages.push(message);
    }
  }
  return messages;

  function read(from: number, length: number): Bytes {
    if (from + length > source.size) {
      throw new Error(`${label}: header of ${length} bytes at ${from}, but the file has ${source.size}`);
    }
    if (length > MOST_BYTES)
      throw new Error(`${label}: header of ${length} bytes, more than the ${MOST_BYTES} that are read`);
    const bytes = new Uint8Array(length);
    source.readSync(bytes, from);
    return bytes;
  }

  function room(from: number): number {
    return Math.max(0, source.size - from);
  }

  function oldPrefix(from: number): { readonly block: Block; readonly creationOrder: boolean } {
    const fields = fieldReader(read(from, VERSION_1_PREFIX), label);
    const version = fields.uint(1);
    if (version !== 1) throw new Error(`${label}: no object begins at ${from}, where the file says that one does`);
    fields.skip(7);
    return { block: [from + VERSION_1_PREFIX, fields.uint(4)], creationOrder: false };
  }

  function newPrefix(from: number): { readonly block: Block; readonly creationOrder: boolean } {
    const fields = fieldReader(read(from, Math.min(room(from), 34)), label);
    fields.skip(SIGNATURE_BYTES);
    const version = fields.uint(1);
    if (version !== 2) throw new Error(`${label}: object header of version ${version}; 1 and 2 can be read`);
    const flags = fields.uint(1);
    fields.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
    const length = fields.uint(1 << (flags & 3));
    return { block: [from + fields.at, length], creationOrder: (flags & 4) !== 0 };
  }

  function continuation(bytes: Bytes): Block {
    const fields = fieldReader(bytes, label);
    const from = superblock.base + fields.uint(superblock.addressBytes);
    const length = fields.uint(superblock.lengthBytes);
    return isNew ? [from + SIGNATURE_BYTES, Math.max(0, length - SIGNATURE_BYTES - CHECKSUM_BYTES)] : [from, length];
  }

  function* oldMessages(bytes: Bytes): Generator<HeaderMessage, void> {
    const fields = fieldReader(bytes, label);
    while (fields.left >= 8) {
      const [type, length, flags] = [fields.uint(2), fields.uint(2), fields.uint(1)];
      fields.skip(3);
      yield { type, shared: (flags & SHARED) !== 0, bytes: fields.bytes(length) };
    }
  }

  function* newMessages(bytes: Bytes, ordered: boolean): Generator<HeaderMessage, void> {
    const fields = fieldReader(bytes, label);
    const least = ordered ? 6 : 4;
    // What is left is a gap.
    while (fields.left >= least) {
      const [type, length, flags] = [fields.uint(1), fields.uint(2), fields.uint(1)];
      fields.skip(ordered ? 2 : 0);
      yield { type, shared: (flags & SHARED) !== 0, bytes: fields.bytes(length) };
    }
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
