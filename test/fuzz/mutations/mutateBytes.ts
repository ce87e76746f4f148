import type { Random } from "../../../src/engine/random";
import { type Bytes, concat, latin1, utf8, zeros } from "../../unit/readers/bytes";
import { changed, oneOf } from "../cases";

type Change = (bytes: Bytes, random: Random) => Bytes;

/** Longer inputs only take longer. */
const LONGEST = 1 << 20;

/** Bytes that formats give a meaning to: terminators, quotes, brackets, signs, markers. */
const TELLING = [
  0, 1, 2, 0x20, 0x22, 0x27, 0x28, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x5b, 0x7b, 0x7d, 0x7f, 0x80, 0xfe, 0xff,
];

/** Lengths, counts and offsets that are at the edge of something. */
const TELLING_NUMBERS = [
  ...[0, 1, 2, 3, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0xff_ffff, 0x7fff_ffff, 0x8000_0000],
  ...[2 ** 32 - 1, 2 ** 32, 2 ** 33, 2 ** 40, 2 ** 53 - 1, 2 ** 53],
].map(BigInt);
const TELLING_LARGE = [...TELLING_NUMBERS, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

/** Words of the formats, any of which may stand where another one does. */
const WORDS = [
  ...[
    "<f4",
    ">f8",
    "|b1",
    "<c16",
    "<f2",
    "|O",
    "<M8[ns]",
    "|S4",
    "<U2",
    "F32",
    "BF16",
    "F8_E4M3",
    "I64",
    "BOOL",
    "float32",
  ],
  ...[
    "bfloat16",
    "float8_e5m2",
    "fortran_order",
    "False",
    "True",
    "shape",
    "descr",
    "data_offsets",
    "__metadata__",
    "dtype",
  ],
  ...["weight", "running_mean", "storage", "FloatStorage", "cpu", "torch._utils", "_rebuild_tensor_v2", "collections"],
  ...[
    "OrderedDict",
    "general.alignment",
    "class_name",
    "config",
    "BatchNormalization",
    "axis",
    "momentum",
    "null",
    "NaN",
  ],
  ...["-1", "1e999", "18446744073709551616", "9007199254740993", "(,)", "((((", "{}", "[]", "__proto__", "constructor"],
  ...["../../etc/passwd", "a/b", "\u202e", "\u2028", "\ud83d", "\0", "\n", "\u001b[31m"],
].map((word) => utf8(word));

const CHANGES: readonly Change[] = [
  (bytes, random) => set(bytes, random, (old) => old ^ (1 << random.below(8))),
  (bytes, random) => set(bytes, random, () => random.below(256)),
  (bytes, random) => set(bytes, random, () => oneOf(TELLING, random)),
  (bytes, random) => set(bytes, random, (old) => old + (random.below(2) === 0 ? 1 : -1)),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(0, Math.max(0, bytes.length - 1 - random.below(24))),
  integer,
  integer,
  integer,
  (bytes, random) => put(bytes, place(bytes, random), oneOf(WORDS, random), true),
  (bytes, random) => put(bytes, place(bytes, random), oneOf(WORDS, random), false),
  digits,
  (bytes, random) => {
    const [from, to] = stretch(bytes, random);
    return put(bytes, place(bytes, random), bytes.slice(from, to), random.below(2) === 0);
  },
  (bytes, random) => {
    const [from, to] = stretch(bytes, random);
    return concat(bytes.slice(0, from), bytes.slice(to));
  },
  repeated,
  (bytes, random) => {
    const [from, to] = stretch(bytes, random);
    return concat(bytes.slice(0, from), zeros(to - from), bytes.slice(to));
  },
  (bytes, random) =>
    put(
      bytes,
      place(bytes, random),
      Uint8Array.from({ length: 1 + random.below(16) }, () => random.below(256)),
      false,
    ),
];

/** Bytes with some of what goes wrong with files done to them: bits, lengths and offsets, words, cuts and doubled pieces. */
export function mutateBytes(bytes: Bytes, random: Random): Bytes {
  return changed(bytes, CHANGES, random).slice(0, LONGEST);
}

/** The beginning of one file and the end of another. */
export function spliced(bytes: Bytes, other: Bytes, random: Random): Bytes {
  return concat(bytes.slice(0, place(bytes, random)), other.slice(place(other, random)));
}

/** Headers are at the beginning, directories at the end; what is between is mostly values. */
function place(bytes: Bytes, random: Random): number {
  const length = bytes.length + 1;
  const near = Math.min(length, 256);
  switch (random.below(4)) {
    case 0:
      return random.below(near);
    case 1:
      return length - 1 - random.below(near);
    default:
      return random.below(length);
  }
}

function stretch(bytes: Bytes, random: Random): readonly [number, number] {
  const from = place(bytes, random);
  const length = random.below(4) === 0 ? random.below(bytes.length + 1) : random.below(64);
  return [from, Math.min(bytes.length, from + length)];
}

function set(bytes: Bytes, random: Random, to: (old: number) => number): Bytes {
  const at = place(bytes, random);
  return bytes.map((old, i) => (i === at ? to(old) : old));
}

function put(bytes: Bytes, at: number, piece: Uint8Array, over: boolean): Bytes {
  return concat(bytes.slice(0, at), piece, bytes.slice(over ? at + piece.length : at));
}

/** A whole number of 1 to 8 bytes becomes another one, in either order. */
function integer(bytes: Bytes, random: Random): Bytes {
  const size = oneOf([1, 2, 4, 4, 8, 8], random);
  const at = place(bytes, random) - (random.below(2) === 0 ? 0 : random.below(size));
  if (at < 0 || at + size > bytes.length) return bytes;
  const little = random.below(3) > 0;
  const own = bytes.slice(at, at + size);
  const old = own.reduce((sum, _, i) => (sum << 8n) | BigInt(own[little ? size - 1 - i : i]!), 0n);
  const near = [
    old + 1n,
    old - 1n,
    old * 2n,
    old / 2n,
    old + 8n,
    ~old,
    BigInt(bytes.length),
    BigInt(bytes.length - at),
  ];
  const value = BigInt.asUintN(size * 8, oneOf([...near, ...TELLING_LARGE], random));
  const written = Uint8Array.from({ length: size }, (_, i) =>
    Number((value >> BigInt(8 * (little ? i : size - 1 - i))) & 255n),
  );
  return put(bytes, at, written, true);
}

/** A number that is written in digits becomes another one, whatever its length. */
function digits(bytes: Bytes, random: Random): Bytes {
  const from = place(bytes, random);
  const isDigit = (i: number) => bytes[i]! >= 0x30 && bytes[i]! <= 0x39;
  let start = from;
  while (start < bytes.length && start < from + 512 && !isDigit(start)) start++;
  let end = start;
  while (end < bytes.length && isDigit(end)) end++;
  if (start === end || end - start > 30) return bytes;
  const old = BigInt(Buffer.from(bytes.slice(start, end)).toString("latin1"));
  const value = oneOf([old + 1n, old - 1n, old * 10n, 0n, -1n, ...TELLING_LARGE, 10n ** 30n], random);
  return concat(bytes.slice(0, start), latin1(String(value)), bytes.slice(end));
}

/** A piece some hundred times, for what nests or counts. */
function repeated(bytes: Bytes, random: Random): Bytes {
  const from = place(bytes, random);
  const piece = bytes.slice(from, from + 1 + random.below(12));
  const times = oneOf([2, 10, 300, 3000, 20_000], random);
  return put(bytes, from, concat(...Array.from({ length: times }, () => piece)), false);
}
