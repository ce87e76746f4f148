import { readFileSync } from "node:fs";
import { type Bytes, concat, latin1, uint, zeros } from "../bytes";

export const UNDEFINED = 2n ** 64n - 1n;

/** A file that h5py or Keras wrote (test/fixtures/models/keras). */
export function fixture(name: string): Bytes {
  return new Uint8Array(readFileSync(`test/fixtures/models/keras/${name}`));
}

/** What of a dataset the header tells; what is left out is a contiguous one of two float32 values at byte 8. */
export interface DatasetParts {
  readonly shape?: readonly (number | bigint)[];
  readonly type?: Bytes;
  readonly layout?: Bytes;
  readonly more?: readonly Bytes[];
}

/** A message of an object header of version 1. */
export function message(type: number, data: Bytes, flags = 0): Bytes {
  const padded = concat(data, zeros((8 - (data.length % 8)) % 8));
  return concat(uint(2, type), uint(2, padded.length), uint(1, flags), zeros(3), padded);
}

export function objectHeader(...messages: readonly Bytes[]): Bytes {
  const body = concat(...messages);
  return concat(uint(2, 1), uint(2, messages.length), uint(4, 1), uint(4, body.length), zeros(4), body);
}

/** The layout of values that lie at `address`, `length` bytes. */
export function contiguous(address: number | bigint, length: number | bigint): Bytes {
  return concat(uint(1, 3), uint(1, 1), uint(8, address), uint(8, length));
}

/** The layout of chunks of float32, whose index lies at `address`. */
export function chunked(address: number | bigint, chunk: readonly number[]): Bytes {
  return concat(
    uint(1, 3),
    uint(1, 2),
    uint(1, chunk.length + 1),
    uint(8, address),
    ...chunk.map((n) => uint(4, n)),
    uint(4, 4),
  );
}

export const FLOAT32 = concat(
  ...[uint(1, 0x11), uint(3, 0x1f20), uint(4, 4), uint(2, 0), uint(2, 32)],
  ...[uint(1, 23), uint(1, 8), uint(1, 0), uint(1, 23), uint(4, 127)],
);

export function dataspace(shape: readonly (number | bigint)[]): Bytes {
  return concat(uint(1, 1), uint(1, shape.length), zeros(6), ...shape.map((size) => uint(8, size)));
}

export function datasetHeader({
  shape = [2],
  type = FLOAT32,
  layout = contiguous(8, 8),
  more = [],
}: DatasetParts): Bytes {
  return objectHeader(message(1, dataspace(shape)), message(3, type), message(8, layout), ...more);
}

const ROOT = 96;
const CHILD = 512;

/** A file with one dataset or group, whose header is given (superblock version 2, a link in the first group's header). */
export function hdf5Bytes(child: Bytes, { name = "x", address = CHILD as number | bigint } = {}): Bytes {
  const root = groupHeader([[name, address]]);
  const file = zeros(Math.max(CHILD + child.length, 1024));
  file.set(superblock(file.length), 0);
  file.set(root, ROOT);
  file.set(child, CHILD);
  return file;
}

/** Groups within groups, `depth` of them. */
export function deepHdf5(depth: number): Bytes {
  const size = 256;
  const groups = Array.from({ length: depth }, (_, i) => {
    const header = groupHeader([["g", CHILD + (i + 1) * size]]);
    return concat(header, zeros(size - header.length));
  });
  return hdf5Bytes(concat(...groups, datasetHeader({})));
}

/** The header of a group whose links are in it. */
export function groupHeader(links: readonly (readonly [name: string, address: number | bigint])[]): Bytes {
  const linkInfo = concat(zeros(2), uint(8, UNDEFINED), uint(8, UNDEFINED));
  const link = ([name, address]: (typeof links)[number]) =>
    message(6, concat(uint(1, 1), uint(1, 0), uint(1, name.length), latin1(name), uint(8, address)));
  return objectHeader(message(2, linkInfo), message(10, zeros(2)), ...links.map(link));
}

function superblock(end: number): Bytes {
  const fields = concat(
    ...[latin1("\x89HDF\r\n\x1a\n"), uint(1, 2), uint(1, 8), uint(1, 8), uint(1, 0)],
    ...[uint(8, 0), uint(8, UNDEFINED), uint(8, end), uint(8, ROOT)],
  );
  return concat(fields, uint(4, lookup3(fields)));
}

/** Bob Jenkins' lookup3 hash (`hashlittle`), from its published definition, which HDF5 takes for its checksums. */
export function lookup3(bytes: Bytes): number {
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  let a = (0xdeadbeef + bytes.length) | 0;
  let b = a;
  let c = a;
  const word = (at: number) => [0, 1, 2, 3].reduce((sum, i) => sum | ((bytes[at + i] ?? 0) << (8 * i)), 0);
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    for (const k of [4, 6, 8, 16, 19, 4]) {
      a = ((a - c) | 0) ^ rotate(c, k);
      c = (c + b) | 0;
      [a, b, c] = [b, c, a];
    }
  }
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}
