import { type Bytes, latin1, utf8, zeros } from "../bytes";
import { type HostileFile, hostile } from "../hostileFile";
import { zipBytes } from "../zip/zipBytes";
import { safetensorsBytes } from "./safetensorsBytes";

const F32 = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
const deep = (depth: number) => `{"a": ${"[".repeat(depth)}${"]".repeat(depth)}}`;

export const hostileSafetensors: readonly HostileFile[] = [
  st("an empty file", zeros(0), /begins with 8 bytes of header length, but the file holds 0$/),
  st("a cut header length", zeros(7), /begins with 8 bytes of header length, but the file holds 7$/),
  st(
    "a header of 2^64 bytes",
    safetensorsBytes({}, zeros(0), 2n ** 64n - 1n),
    /header promises 18446744073709551615 bytes, more than the 100000000/,
  ),
  st(
    "a header past the end",
    safetensorsBytes({}, zeros(4), 1000),
    /header promises 1000 bytes, but the file holds 6 after its length$/,
  ),
  st(
    "a zip archive",
    zipBytes([{ name: "data.pkl", data: zeros(100) }]),
    /not a \.safetensors file: it begins as a zip archive/,
  ),
  st(
    "a Git LFS pointer",
    latin1("version https://git-lfs.github.com/spec/v1\n"),
    /not a \.safetensors file: it begins as a Git LFS pointer/,
  ),
  st("an empty header", safetensorsBytes("", zeros(4)), /header is empty, not with '\{' \(byte 123\)$/),
  st("a header that begins with space", safetensorsBytes(" {}", zeros(0)), /header begins with byte 32, not with '\{'/),
  st("a header that is a list", safetensorsBytes("[]", zeros(0)), /header begins with byte 91, not with '\{'/),
  st(
    "a header that is not UTF-8",
    safetensorsBytes(latin1('{"\xff": 1}'), zeros(0)),
    /the 8 bytes of the header are not UTF-8$/,
  ),
  st(
    "a cut header",
    safetensorsBytes('{"x": {"dtype"', zeros(0)),
    /header is not JSON: the end where ':' should be, at character 14$/,
  ),
  st(
    "more than an object",
    safetensorsBytes("{} x", zeros(0)),
    /header is not JSON: "x" where the end should be, at character 3$/,
  ),
  st(
    "JSON of another kind",
    safetensorsBytes("{'x': 1}", zeros(0)),
    /header is not JSON: "'x': 1\}" where a string as key should be/,
  ),
  st(
    "a trailing comma",
    safetensorsBytes('{"x": 1,}', zeros(0)),
    /header is not JSON: "\}" where a string as key should be/,
  ),
  st(
    "a number that is none",
    safetensorsBytes('{"x": 0x10}', zeros(0)),
    /header is not JSON: "x10\}" where ',' or '\}' should be/,
  ),
  st(
    "a wrong escape",
    safetensorsBytes(String.raw`{"\q": 1}`, zeros(0)),
    /a string with a wrong escape at character 1$/,
  ),
  st("a line break in a string", safetensorsBytes('{"a\nb": 1}', zeros(0)), /a string without end at character 1$/),
  st("deep nesting", safetensorsBytes(deep(1_000_000), zeros(0)), /more than 64 levels of nesting at character 70$/),
  st(
    "a tensor twice",
    safetensorsBytes(`{"x": ${JSON.stringify(F32)}, "x": ${JSON.stringify(F32)}}`, zeros(4)),
    /key "x" twice, again at character 56$/,
  ),
  st(
    "a field twice",
    safetensorsBytes('{"x": {"dtype": "U8", "dtype": "F32"}}', zeros(4)),
    /key "dtype" twice, again at character 22$/,
  ),
  st(
    "metadata that is no object",
    safetensorsBytes({ __metadata__: 1 }, zeros(0)),
    /__metadata__ is not an object of strings$/,
  ),
  st(
    "metadata that is no text",
    safetensorsBytes({ __metadata__: { a: { b: "c" } } }, zeros(0)),
    /__metadata__ has a value at 'a' that is not a string$/,
  ),
  st(
    "a tensor that is a number",
    safetensorsBytes({ x: 1 }, zeros(0)),
    /x: not an object of dtype, shape and data_offsets$/,
  ),
  st("no dtype", safetensorsBytes({ x: { ...F32, dtype: undefined } }, zeros(4)), /x: dtype is not a string$/),
  st(
    "an unknown dtype",
    safetensorsBytes({ x: { ...F32, dtype: "F128" } }, zeros(4)),
    /x: dtype 'F128' is unknown; known are BOOL/,
  ),
  ...["F4", "F6_E2M3", "F6_E3M2"].map((dtype) =>
    st(
      `bits: ${dtype}`,
      safetensorsBytes({ x: { ...F32, dtype } }, zeros(4)),
      new RegExp(`x: dtype ${dtype}, which packs`),
    ),
  ),
  st("no shape", safetensorsBytes({ x: { ...F32, shape: null } }, zeros(4)), /x: shape is not a list$/),
  st(
    "a negative size",
    safetensorsBytes({ x: { ...F32, shape: [-1] } }, zeros(4)),
    /x: shape has -1 at place 0, not an integer/,
  ),
  st(
    "a size of a half",
    safetensorsBytes({ x: { ...F32, shape: [1, 0.5] } }, zeros(4)),
    /x: shape has 0\.5 at place 1, not an integer/,
  ),
  st(
    "a size past 2^53",
    safetensorsBytes('{"x":{"dtype":"U8","shape":[1e300],"data_offsets":[0,1]}}', zeros(1)),
    /x: shape has 1e\+300 at place 0/,
  ),
  st(
    "a size as text",
    safetensorsBytes({ x: { ...F32, shape: ["1"] } }, zeros(4)),
    /x: shape has no number at place 0/,
  ),
  st(
    "a shape past 2^53 bytes",
    safetensorsBytes({ x: { ...F32, shape: [2 ** 40, 2 ** 40] } }, zeros(4)),
    /x: shape \(\d+, \d+\) of 4 bytes each promises more than 9007199254740991 bytes$/,
  ),
  st(
    "65 axes",
    safetensorsBytes({ x: { ...F32, shape: Array(65).fill(1) } }, zeros(4)),
    /x: shape has 65 axes, more than the 64/,
  ),
  st(
    "one offset",
    safetensorsBytes({ x: { ...F32, data_offsets: [0] } }, zeros(4)),
    /x: data_offsets holds 1 numbers, not 2$/,
  ),
  st(
    "a negative offset",
    safetensorsBytes({ x: { ...F32, data_offsets: [-4, 0] } }, zeros(4)),
    /x: data_offsets has -4 at place 0/,
  ),
  st(
    "offsets turned around",
    safetensorsBytes({ x: { ...F32, data_offsets: [4, 0] } }, zeros(4)),
    /x: data_offsets begin at 4, after their end at 0$/,
  ),
  st(
    "offsets that lie",
    safetensorsBytes({ x: { ...F32, data_offsets: [0, 8] } }, zeros(8)),
    /x: data_offsets \[0, 8\] span 8 bytes, but shape \(1,\) of F32 takes 4$/,
  ),
  st(
    "a hole",
    safetensorsBytes({ x: F32, y: { ...F32, data_offsets: [8, 12] } }, zeros(12)),
    /y: leaves a hole: it begins at 8, but the data before it ends at 4$/,
  ),
  st(
    "a hole at the front",
    safetensorsBytes({ x: { ...F32, data_offsets: [4, 8] } }, zeros(8)),
    /x: leaves a hole: it begins at 4, but the data before it ends at 0$/,
  ),
  st(
    "an overlap",
    safetensorsBytes({ x: F32, y: { ...F32, data_offsets: [2, 6] } }, zeros(6)),
    /y: overlaps the tensor before it: it begins at 2, but the data before it ends at 4$/,
  ),
  st(
    "values that are cut",
    safetensorsBytes({ x: F32 }, zeros(3)),
    /header promises 4 bytes of data, but the file holds 3$/,
  ),
  st(
    "values too many",
    safetensorsBytes({ x: F32 }, zeros(5)),
    /header promises 4 bytes of data, but the file holds 5$/,
  ),
  st(
    "values of terabytes",
    safetensorsBytes({ x: { ...F32, shape: [2 ** 40], data_offsets: [0, 2 ** 42] } }, zeros(4)),
    /header promises 4398046511104 bytes of data, but the file holds 4$/,
  ),
  st(
    "control characters in a tensor's name",
    safetensorsBytes({ "a\n\u2029\u202e": 1 }, zeros(0)),
    /^Error: m\.safetensors: a\ufffd: not an object/,
  ),
];

const SHARD = safetensorsBytes({ x: F32 }, zeros(4));

export const hostileIndexes: readonly HostileFile[] = [
  index("no JSON", "weight_map", {}, /not JSON: "weight_map" where a value should be, at character 0$/),
  index("no weight_map", '{"metadata": {}}', {}, /has no object 'weight_map'$/),
  index("a list", "[]", {}, /has no object 'weight_map'$/),
  index(
    "a tensor twice",
    '{"weight_map": {"x": "1.safetensors", "x": "2.safetensors"}}',
    {},
    /not JSON: key "x" twice/,
  ),
  ...[
    "../1.safetensors",
    "/etc/passwd",
    "..\\1.safetensors",
    "C:1.safetensors",
    "..",
    "",
    "NUL.safetensors",
    "1.safetensors\0",
    "a/b.safetensors",
    "model.pt",
    1,
    null,
  ].map((name) =>
    index(
      `a shard named ${JSON.stringify(name)}`,
      mapTo(name),
      {},
      /x: its file is .*, not the plain name of a \.safetensors file$/,
    ),
  ),
  index("a missing shard", mapTo("1.safetensors"), {}, /1\.safetensors: holds 1 tensors but cannot be opened: /),
  index(
    "a broken shard",
    mapTo("1.safetensors"),
    { "1.safetensors": SHARD.slice(0, -1) },
    /1\.safetensors: header promises 4 bytes of data, but the file holds 3$/,
  ),
  index(
    "a tensor that the shard lacks",
    mapTo("1.safetensors", "y"),
    { "1.safetensors": SHARD },
    /1\.safetensors: the index promises y, but the shard lacks it$/,
  ),
  index(
    "a tensor that the index lacks",
    mapTo("1.safetensors"),
    { "1.safetensors": safetensorsBytes({ x: F32, y: { ...F32, data_offsets: [4, 8] } }, zeros(8)) },
    /1\.safetensors: the shard holds y, but the index does not list it$/,
  ),
];

function st(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.safetensors", name, bytes, message);
}

function index(name: string, text: string, siblings: Readonly<Record<string, Bytes>>, message: RegExp): HostileFile {
  return { ...hostile("m.safetensors.index.json", name, utf8(text), message), siblings };
}

function mapTo(shard: unknown, tensor = "x"): string {
  return JSON.stringify({ weight_map: { [tensor]: shard } });
}
