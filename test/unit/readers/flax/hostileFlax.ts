import { type Bytes, concat, float32, hex, zeros } from "../bytes";
import { type HostileFile, hostile, PICKLE } from "../hostileFile";
import { big, dict, extension, ndarray, type Packable, pack } from "./msgpackBytes";

const VALUES = float32(1, 2);
const CHUNKED = ["__msgpack_chunked_array__", true] as const;

export const hostileFlax: readonly HostileFile[] = [
  file("an empty file", zeros(0), /begins with a msgpack dictionary, but it is empty$/),
  file("a pickle", PICKLE, /but it begins as a Python pickle/),
  file("a list", pack([1]), /but it begins with the bytes dc 00 01 01$/),
  file(
    "a dictionary without entries that are promised",
    hex("82"),
    /promises 2 entries \(map\), but there are 0 bytes for them$/,
  ),
  file("2^32 - 1 entries", hex("df ff ff ff ff"), /byte 0: promises 4294967295 entries \(map\), but there are 0 bytes/),
  file("a cut number of entries", hex("df ff ff"), /byte 1: a value takes 4 bytes, but the file has 2 more$/),
  file("more than a dictionary", concat(pack(dict()), zeros(3)), /byte 3: the dictionary ends, but 3 bytes follow$/),
  leaf("a byte that begins nothing", { packed: hex("c1") }, /begins with c1, which no msgpack value does$/),
  leaf(
    "2^32 - 1 list entries",
    { packed: hex("dd ff ff ff ff") },
    /promises 4294967295 entries \(list\), but there are 0/,
  ),
  leaf(
    "bytes past the end",
    { packed: hex("c6 ff ff ff ff 00") },
    /promises 4294967295 bytes \(bytes\), but there are 1/,
  ),
  leaf("a text past the end", { packed: hex("db 7f ff ff ff") }, /promises 2147483647 bytes \(text\), but there are 0/),
  leaf(
    "an extension past the end",
    extension(1, VALUES, 2 ** 31),
    /promises 2147483648 bytes \(extension\), but there are 8/,
  ),
  leaf("a cut number", { packed: hex("cb 00") }, /byte \d+: a value takes 8 bytes, but the file has 1 more$/),
  file("a key that is a number", pack(dict([1, 2])), /byte 3: key 0 of the dictionary is a value, not a text$/),
  file("a key that is a list", pack(dict([[1], 2])), /key 0 of the dictionary is a list, not a text$/),
  leaf("a key that is bytes, inside", dict([zeros(2), 1]), /key 0 of 'x' is a bytes, not a text$/),
  file(
    "a key of 5,000 bytes",
    concat(hex("81 da 13 88"), zeros(5001)),
    /key 0 of the dictionary has 5000 bytes, more than 4096$/,
  ),
  file("dictionaries without end", nested(hex("81 a1 61")), /more than 64 levels of nesting$/),
  file("lists without end", concat(hex("81 a1 61"), nested(hex("91"))), /more than 64 levels of nesting$/),
  leaf("an array that is a number", extension(1, pack(5)), /x: an array should be a list, but is a value$/),
  leaf("an array of two parts", extension(1, pack([[2], "float32"])), /x: an array has 3 parts, but this one 2$/),
  leaf("an empty array", extension(1, zeros(0)), /a value should begin here, but its place ends$/),
  leaf("a shape that is a text", ndarray("2", "float32", VALUES), /x: its shape should be a list, but is a text$/),
  leaf(
    "a negative size",
    ndarray([{ packed: hex("ff") }], "float32", VALUES),
    /x: shape has -1 at place 0, not an integer/,
  ),
  leaf(
    "a size of a half",
    ndarray([{ packed: hex("ca 3f 00 00 00") }], "float32", VALUES),
    /x: shape has 0\.5 at place 0/,
  ),
  leaf("a size that is a list", ndarray([[1]], "float32", VALUES), /x: shape has a list at place 0/),
  leaf(
    "a size of 2^64 - 1",
    ndarray([{ packed: hex("cf ff ff ff ff ff ff ff ff") }], "float32", VALUES),
    /x: shape has 18446744073709552000 at/,
  ),
  leaf(
    "a shape past 2^53",
    ndarray([2 ** 31, 2 ** 31], "float32", VALUES),
    /x: shape .* promises more than 9007199254740991 bytes$/,
  ),
  leaf("65 axes", ndarray(Array(65).fill(1), "float32", VALUES), /x: shape has 65 axes, more than the 64/),
  leaf("a dtype that is a number", ndarray([2], 5, VALUES), /x: its dtype should be a text, but is a value$/),
  leaf("a dtype of 200 bytes", ndarray([2], "x".repeat(200), VALUES), /x: the dtype's name has 200 bytes$/),
  leaf(
    "values that are a text",
    extension(1, pack([[2], "float32", "abcdefgh"])),
    /x: its values should be a bytes, but is a text$/,
  ),
  leaf("values too few", ndarray([3], "float32", VALUES), /x: shape \(3,\) of float32 takes 12 bytes, but it has 8$/),
  leaf("values too many", ndarray([], "float32", VALUES), /x: shape \(\) of float32 takes 4 bytes, but it has 8$/),
  leaf(
    "values that leave their extension",
    extension(1, concat(hex("93 91 02 a7"), pack("float32").slice(2), hex("c6"), big(4, 9), zeros(8))),
    /promises 9 bytes \(bytes\), but there are 8/,
  ),
  leaf(
    "bytes behind the values",
    extension(1, concat(pack([[2], "float32", VALUES]), zeros(3))),
    /x: has 8 bytes of values, but its extension ends 3 later$/,
  ),
  leaf(
    "a complex number of three parts",
    extension(2, pack([1, 2, 3])),
    /a complex number is a list of 2 numbers, but/,
  ),
  leaf(
    "chunks without a shape",
    dict(CHUNKED, ["chunks", dict()]),
    /x: is cut into chunks, but has no dictionary 'shape'$/,
  ),
  leaf(
    "no chunks",
    dict(CHUNKED, ["shape", dict(["0", 2])], ["chunks", dict()]),
    /x: is cut into chunks, but has 0 of them$/,
  ),
  leaf(
    "a size of control characters",
    dict(CHUNKED, ["shape", dict(["0", "\0\n\u202e2"])], ["chunks", dict()]),
    /x: shape has \ufffd2 at place 0, not an integer from 0 to 2\^53$/,
  ),
  chunks(
    "chunks too short",
    3,
    [["0", ndarray([2], "float32", VALUES)]],
    /x: shape \(3,\) of float32 takes 12 bytes, but its 1 chunks have 8$/,
  ),
  chunks(
    "a chunk that is lacking",
    4,
    [
      ["0", ndarray([2], "float32", VALUES)],
      ["2", ndarray([2], "float32", VALUES)],
    ],
    /x: 'chunks' has 2 entries, but none of the key 1$/,
  ),
  chunks(
    "a chunk that is there twice",
    4,
    [
      ["0", ndarray([2], "float32", VALUES)],
      ["0", ndarray([2], "float32", VALUES)],
    ],
    /x: 'chunks' has 2 entries, but none of the key 1$/,
  ),
  chunks(
    "chunks of two dtypes",
    4,
    [
      ["0", ndarray([2], "float32", VALUES)],
      ["1", ndarray([2], "int32", VALUES)],
    ],
    /x: one chunk is of float32, another of int32$/,
  ),
  chunks("a chunk that is a number", 4, [["0", 5]], /x: chunk 0 is a value, not an array$/),
  file(
    "control characters in a key",
    pack(dict(["a\n\u2029\u202e", ndarray([3], "float32", VALUES)])),
    /^Error: m\.msgpack: a\ufffd: shape/,
  ),
];

function chunks(
  name: string,
  size: number,
  list: readonly (readonly [string, Packable])[],
  message: RegExp,
): HostileFile {
  return leaf(name, dict(CHUNKED, ["shape", dict(["0", size])], ["chunks", dict(...list)]), message);
}

/** A hundred thousand containers inside each other. */
function nested(head: Bytes): Bytes {
  return concat(...Array<Bytes>(100_000).fill(head), hex("c0"));
}

function leaf(name: string, value: Packable, message: RegExp): HostileFile {
  return file(name, pack(dict(["x", value])), message);
}

function file(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.msgpack", name, bytes, message);
}
