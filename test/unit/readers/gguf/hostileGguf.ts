import { type Bytes, concat, uint, utf8, zeros } from "../bytes";
import { type HostileFile, hostile, PICKLE } from "../hostileFile";
import { type GgufParts, ggufBytes, info, list, pair, text } from "./ggufBytes";

const F32 = 0;
const Q4_K = 12;
const UINT32 = 4;
const STRING = 8;
const ARRAY = 9;
const ALIGNMENT = "general.alignment";

export const hostileGguf: readonly HostileFile[] = [
  file("an empty file", zeros(0), /begins with 'GGUF', but it is empty$/),
  file("a pickle", PICKLE, /but it begins as a Python pickle/),
  file("the older GGML", utf8("lmggxxxx"), /but it begins with the bytes 6c 6d 67 67/),
  file("magic and nothing else", utf8("GGUF"), /byte 4: the version takes 4 bytes, but the file has 0 more$/),
  gguf("version 0", { version: 0 }, /GGUF version 0; 1, 2 and 3 can be read$/),
  gguf("version 4", { version: 4 }, /GGUF version 4; 1, 2 and 3 can be read$/),
  file(
    "a cut header",
    ggufBytes({}).slice(0, 12),
    /byte 8: the number of tensors takes 8 bytes, but the file has 4 more$/,
  ),
  gguf("2^60 tensors", { tensorCount: 2n ** 60n }, /the number of tensors is 1152921504606846976, more than 2\^53$/),
  gguf("2^40 tensors", { tensorCount: 2n ** 40n }, /promises 1099511627776 tensors, but the file has room for 0$/),
  gguf("2^60 keys", { keyCount: 2n ** 60n }, /the number of keys is 1152921504606846976, more than 2\^53$/),
  gguf("2^40 keys", { keyCount: 2n ** 40n }, /promises 1099511627776 keys, but the file has room for 0$/),
  gguf(
    "70,000 keys",
    { keyCount: 70_000, keys: [zeros(700_000)] },
    /promises 70000 keys, more than the 65536 that are read$/,
  ),
  gguf(
    "a key of 2^63 bytes",
    { keys: [text("k", 2n ** 63n)], data: zeros(32) },
    /the length of key 0 is 9223372036854775808, more than/,
  ),
  gguf(
    "a key past the end",
    { keys: [concat(text("k", 1000), zeros(9))] },
    /key 0 takes 1000 bytes, but the file has 10 more$/,
  ),
  gguf("a key of 70,000 bytes", { keys: [text(zeros(70_000))] }, /key 0 has 70000 bytes, more than 65536$/),
  gguf(
    "a key twice",
    { keys: [pair("k", UINT32, uint(4, 1)), pair("k", UINT32, uint(4, 1))] },
    /the key 'k' is there twice$/,
  ),
  gguf("an unknown value type", { keys: [pair("k", 13, uint(4, 1))] }, /'k' has the value type 13, not 0 to 12$/),
  gguf(
    "a text of 2^63 bytes",
    { keys: [pair("k", STRING, uint(8, 2n ** 63n))] },
    /the length of 'k' is 9223372036854775808/,
  ),
  gguf(
    "a text past the end",
    { keys: [pair("k", STRING, text("", 5000))] },
    /'k' takes 5000 bytes, but the file has 0 more$/,
  ),
  gguf(
    "a list of 2^52 bytes",
    { keys: [pair("k", ARRAY, list(0, 2n ** 52n))] },
    /'k' takes 4503599627370496 bytes, but the file has 0/,
  ),
  gguf(
    "a list of 2^52 texts",
    { keys: [pair("k", ARRAY, list(STRING, 2n ** 52n))] },
    /promises 4503599627370496 entries of 'k', but/,
  ),
  gguf(
    "a list of an unknown type",
    { keys: [pair("k", ARRAY, list(99, 1))] },
    /'k' has a list of type 99, not 0 to 12$/,
  ),
  gguf(
    "lists without end",
    { keys: [pair("k", ARRAY, concat(...Array(100_000).fill(list(ARRAY, 1))))] },
    /'k' has lists more than 4 deep$/,
  ),
  gguf("alignment 0", { keys: [pair(ALIGNMENT, UINT32, uint(4, 0))] }, /general\.alignment is 0, not a power of two$/),
  gguf(
    "alignment 48",
    { keys: [pair(ALIGNMENT, UINT32, uint(4, 48))] },
    /general\.alignment is 48, not a power of two$/,
  ),
  gguf(
    "an alignment of text",
    { keys: [pair(ALIGNMENT, STRING, text("x"))] },
    /general\.alignment is x, not a power of two$/,
  ),
  tensors(
    "a name past the end",
    [text("x", 100)],
    /byte 32: the name of tensor 0 takes 100 bytes, but the file has \d+ more$/,
  ),
  tensors("2^31 axes", [concat(text("x"), uint(4, 2 ** 31), zeros(99))], /x: has 2147483648 axes, more than the 4/),
  tensors("a size of 2^60", [info("x", [2n ** 60n], F32, 0)], /axis 0 of x is 1152921504606846976, more than 2\^53$/),
  tensors(
    "a shape past 2^53",
    [info("x", [2 ** 40, 2 ** 40], F32, 0)],
    /x: shape \(\d+, \d+\) of 4 bytes each promises more/,
  ),
  tensors(
    "values of terabytes",
    [info("x", [2 ** 40], F32, 0)],
    /x: takes bytes 64 to 4398046511168, but the file has 128$/,
  ),
  tensors(
    "an offset past the end",
    [info("x", [4], F32, 2 ** 40)],
    /x: takes bytes 1099511627840 to 1099511627856, but the file/,
  ),
  tensors(
    "an offset of 2^63",
    [info("x", [4], F32, 2n ** 63n)],
    /the offset of x is 9223372036854775808, more than 2\^53$/,
  ),
  tensors("an offset that is not aligned", [info("x", [4], F32, 4)], /x: offset 4 is no multiple of the alignment 32$/),
  tensors(
    "tensors that overlap",
    [info("x", [12], F32, 0), info("y", [4], F32, 32)],
    /y: overlaps another tensor: it begins at 128, but x ends at 144$/,
  ),
  tensors("tensors at one place", [info("x", [4], F32, 0), info("y", [4], F32, 0)], /y: overlaps another tensor/),
  tensors(
    "half a block",
    [info("x", [128, 2], Q4_K, 0)],
    /x: shape \(2, 128\) has rows of 128 values, not whole blocks of 256 \(Q4_K\)$/,
  ),
  tensors("control characters in a name", [info("a\n\u2029\u202e", [4], F32, 4)], /^Error: m\.gguf: a\ufffd: offset 4/),
  tensors("a cut list", [info("x", [4], F32, 0).slice(0, 20)], /takes \d bytes, but the file has \d more$/, zeros(0)),
];

function tensors(name: string, infos: readonly Uint8Array[], message: RegExp, data = zeros(64)): HostileFile {
  return gguf(name, { infos, data }, message);
}

function gguf(name: string, parts: GgufParts, message: RegExp): HostileFile {
  return file(name, ggufBytes(parts), message);
}

function file(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.gguf", name, bytes, message);
}
