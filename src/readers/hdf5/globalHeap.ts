import { fieldReader } from "./fieldReader";
import type { Superblock } from "./superblock";
import type { SyncSource } from "./wholeSync";

/**
 * The bytes of an object of the heap that values of variable length lie in; undefined where there is none. Throws,
 * naming `label`, where the heap's collection leaves the file or has more than 64 MiB.
 */
export type HeapObject = (address: number, index: number, label: string) => Uint8Array<ArrayBuffer> | undefined;

const PREFIX_BYTES = 8;
const MOST_BYTES = 64 << 20;

/** Reads objects of global heap collections (HDF5 File Format Specification 4.0, III.E). The last collection is kept. */
export function globalHeap(source: SyncSource, { base, lengthBytes }: Superblock): HeapObject {
  let kept: { readonly address: number; readonly objects: ReadonlyMap<number, Uint8Array<ArrayBuffer>> } | undefined;
  return (address, index, label) => {
    if (kept?.address !== address) kept = { address, objects: readCollection(address, label) };
    return kept.objects.get(index);
  };

  function readCollection(address: number, label: string): ReadonlyMap<number, Uint8Array<ArrayBuffer>> {
    const start = base + address;
    const head = fieldReader(read(start, PREFIX_BYTES + lengthBytes, label), label);
    if (String.fromCharCode(...head.bytes(4)) !== "GCOL") {
      throw new Error(`${label}: no heap of texts begins at ${start}, where the file says that one does`);
    }
    head.skip(4);
    const fields = fieldReader(read(start, head.uint(lengthBytes), label), label);
    fields.skip(PREFIX_BYTES + lengthBytes);
    const objects = new Map<number, Uint8Array<ArrayBuffer>>();
    while (fields.left >= PREFIX_BYTES + lengthBytes) {
      const index = fields.uint(2);
      fields.skip(6);
      const size = fields.uint(lengthBytes);
      // Object 0 is the free space that is left.
      if (index === 0) break;
      objects.set(index, fields.bytes(size));
      fields.skip(Math.min(fields.left, (8 - (size % 8)) % 8));
    }
    return objects;
  }

  function read(start: number, length: number, label: string): Uint8Array<ArrayBuffer> {
    if (start + length > source.size || length > MOST_BYTES) {
      const limit = `but the file has ${source.size}, and ${MOST_BYTES} are read at most`;
      throw new Error(`${label}: heap of texts of ${length} bytes at ${start}, ${limit}`);
    }
    const bytes = new Uint8Array(length);
    source.readSync(bytes, start);
    return bytes;
  }
}
