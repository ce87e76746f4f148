import { type Bytes, concat, hex, latin1, utf8, zeros } from "../bytes";
import { type HostileFile, hostile } from "../hostileFile";
import { zipBytes } from "../zip/zipBytes";
import {
  at,
  call,
  checkpoint,
  dict,
  global,
  int,
  list,
  PLAIN,
  pickle,
  repeat,
  type Storages,
  storage,
  text,
  tuple,
  withStorage,
} from "./pytorchBytes";

/** Checkpoints whose tensors are not where they should be, and files that are none. */
export const hostilePytorch: readonly HostileFile[] = [
  tensorFile("a storage that is not there", { w: at("7", 2, [2], [1]) }, {}, /w: its storage 7 is not in the archive$/),
  tensorFile(
    "a storage outside of the archive",
    { w: at("../../etc/passwd", 2, [2], [1]) },
    {},
    /is not in the archive$/,
  ),
  tensorFile(
    "a storage that is shorter",
    { w: at("0", 2, [2], [1]) },
    { "0": zeros(7) },
    /promises a storage 0 of 2 float32, 8 bytes, but its member holds 7$/,
  ),
  tensorFile(
    "a tensor larger than its storage",
    { w: at("0", 2, [3], [1]) },
    { "0": zeros(8) },
    /reaches element 2, but its storage holds 2$/,
  ),
  tensorFile(
    "an offset past the end",
    { w: at("0", 2, [2], [1], 1) },
    { "0": zeros(8) },
    /from 1 on reaches element 2, but/,
  ),
  tensorFile("a negative offset", { w: at("0", 2, [1], [1], -1) }, { "0": zeros(8) }, /hold -1, not an integer from 0/),
  tensorFile(
    "a huge offset",
    { w: at("0", 2, [1], [1], 2n ** 62n) },
    { "0": zeros(8) },
    /hold 4611686018427388000, not an integer/,
  ),
  tensorFile("a negative size", { w: at("0", 2, [-2], [1]) }, { "0": zeros(8) }, /hold -2, not an integer/),
  tensorFile("a negative stride", { w: at("0", 2, [2], [-1]) }, { "0": zeros(8) }, /hold -1, not an integer/),
  tensorFile(
    "a huge stride",
    { w: at("0", 2, [2], [2 ** 52]) },
    { "0": zeros(8) },
    /reaches element 4503599627370496, but/,
  ),
  tensorFile(
    "sizes whose product overflows",
    { w: at("0", 2, [2 ** 31, 2 ** 31, 2], [0, 0, 1]) },
    { "0": zeros(8) },
    /promises more than 9007199254740991 bytes$/,
  ),
  tensorFile(
    "a size of 2^100",
    { w: at("0", 2, [2n ** 100n], [0]) },
    { "0": zeros(8) },
    /hold 1\.26\d+e\+30, not an integer/,
  ),
  tensorFile(
    "70 axes",
    { w: at("0", 2, Array(70).fill(1), Array(70).fill(1)) },
    { "0": zeros(8) },
    /shape has 70 axes, more than the 64/,
  ),
  tensorFile(
    "30000 axes",
    { w: at("0", 2, Array(30_000).fill(1), Array(30_000).fill(1)) },
    { "0": zeros(8) },
    /shape has 30000 axes/,
  ),
  tensorFile(
    "sizes and strides of two ranks",
    { w: at("0", 2, [1, 1], [1]) },
    { "0": zeros(8) },
    /2 sizes, but 1 strides$/,
  ),
  tensorFile(
    "a shape that is a number",
    { w: call("torch._utils", "_rebuild_tensor_v2", storage("FloatStorage", "0", 2), int(0), int(2), tuple()) },
    { "0": zeros(8) },
    /w: its shape is a number, not a tuple$/,
  ),
  tensorFile(
    "a negative number of elements",
    { w: at("0", -1, [1], [1]) },
    { "0": zeros(8) },
    /elements of its storage: -1, not an integer/,
  ),
  tensorFile(
    "elements whose bytes overflow",
    { w: at("0", 2n ** 62n, [1], [1]) },
    { "0": zeros(8) },
    /elements of its storage: 4611686018427387904, not/,
  ),
  tensorFile(
    "a persistent id that is text",
    { w: withStorage(concat(text("storage"), latin1("Q"))) },
    {},
    /its storage is named by a string, not by a tuple$/,
  ),
  tensorFile(
    "a persistent id that is empty",
    { w: withStorage(latin1(")Q")) },
    {},
    /its storage is named by a tuple, not by a tuple|its storage is named/,
  ),
  tensorFile(
    "a key that is a list",
    {
      w: withStorage(
        concat(tuple(text("storage"), global("torch", "FloatStorage"), list(), text("cpu"), int(1)), latin1("Q")),
      ),
    },
    {},
    /its storage has a list as key, not a string$/,
  ),
  tensorFile(
    "a storage of no class",
    { w: at("0", 2, [2], [1], 0, "EvilStorage") },
    { "0": zeros(8) },
    /its storage is of the unknown class torch\.EvilStorage$/,
  ),
  tensorFile(
    "tensors wrapped in parameters",
    { w: wrapped(20) },
    { "0": zeros(8) },
    /w: a tensor wrapped more than 8 times$/,
  ),
  tensorFile(
    "tensors of types of types",
    { w: ofTypes(30_000) },
    { "0": zeros(8) },
    /w: a tensor wrapped more than 8 times$/,
  ),
  tensorFile(
    "control characters and text direction in a name",
    { "a\u202e\n\x1b[2J": at("7", 2, [2], [1]) },
    {},
    /^Error: m\.pt: a\ufffd\[2J: its storage 7 is not/u,
  ),

  pt("an empty file", zeros(0), /not a PyTorch checkpoint: it is empty$/),
  pt("an HDF5 file", latin1("\x89HDF\r\n\x1a\n"), /not a PyTorch checkpoint: it begins as an HDF5 file$/),
  pt("a GGUF file", latin1("GGUF\x03\0\0\0"), /not a PyTorch checkpoint: it begins as a GGUF model$/),
  pt(
    "a mobile flatbuffer",
    latin1("\x20\0\0\0PTMF"),
    /it is a mobile model in a flatbuffer \(\.ptl\), which is not read$/,
  ),
  pt(
    "a TensorFlow checkpoint",
    concat(zeros(40), hex("57 fb 80 8b 24 75 47 db")),
    /it is a TensorFlow checkpoint, which is not read$/,
  ),
  pt("text", utf8("hello"), /not a PyTorch checkpoint: it begins with the bytes 68 65 6c 6c 6f$/),
  pt(
    "a zip without data.pkl",
    zipBytes([{ name: "a", data: zeros(1) }]),
    /none of the 1 members of the archive is data\.pkl$/,
  ),
  pt("a NumPy archive", zipBytes([{ name: "a.npy", data: zeros(1) }]), /it is a NumPy archive \(\.npz\)$/),
  pt(
    "an exported program",
    zipBytes([{ name: "m/archive_format", data: zeros(1) }]),
    /it is a program of torch\.export \(\.pt2\), which is not read$/,
  ),
  pt(
    "a package",
    zipBytes([{ name: "m/.data/version", data: zeros(1) }]),
    /it is a torch\.package archive, whose modules are code$/,
  ),
  pt(
    "two roots",
    zipBytes(["a", "b"].map((root) => ({ name: `${root}/data.pkl`, data: pickle(latin1("N")) }))),
    /holds a\/data\.pkl and b\/data\.pkl, but a checkpoint has one data\.pkl$/,
  ),
  pt(
    "a pickle that claims to be huge",
    zipBytes([{ name: "a/data.pkl", data: zeros(9), deflate: true, size: 2 ** 31 }]),
    /a\/data\.pkl: 2147483648 bytes, more than the 67108864 that are read$/,
  ),
  pt(
    "a pickle that is a bomb",
    zipBytes([{ name: "a/data.pkl", data: zeros(1 << 20), deflate: true, size: 100 }]),
    /a\/data\.pkl: the directory promises 100 bytes, but \d+ or more come$/,
  ),
  pt(
    "a storage that is a bomb",
    zipBytes([
      { name: "a/data.pkl", data: pickle(dict({ w: PLAIN })) },
      { name: "a/data/0", data: zeros(1 << 20), deflate: true, size: 8 },
    ]),
    /a\/data\/0: the directory promises 8 bytes, but \d+ or more come$/,
  ),
  pt(
    "a storage at no header",
    zipBytes([
      { name: "a/data.pkl", data: pickle(dict({ w: PLAIN })) },
      { name: "a/data/0", data: zeros(8), localMethod: 8 },
    ]),
    /a\/data\/0: the directory says compression method 0, but the member says 8$/,
  ),
  pt(
    "a name twice in the archive",
    checkpoint(pickle(latin1("N")), {}, [{ name: "archive/version", data: zeros(1) }]),
    /archive\/version: the archive holds 2 of this name$/,
  ),
];

/** A tensor rebuilt from a type by a function that rebuilds from a type, and so on. */
function ofTypes(levels: number): Bytes {
  const rebuild = concat(global("torch._tensor", "_rebuild_from_type_v2"), hex("71 00"));
  return concat(rebuild, repeat(latin1("(h\x00N"), levels), latin1("N"), repeat(latin1("t"), levels), latin1("R"));
}

/** A tensor in `levels` parameters. */
function wrapped(levels: number): Bytes {
  return Array.from({ length: levels }).reduce<Bytes>(
    (inner) => call("torch._utils", "_rebuild_parameter", inner, hex("88"), latin1("}")),
    PLAIN,
  );
}
function pt(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.pt", name, bytes, message);
}
function tensorFile(name: string, tensors: Storages, storages: Storages, message: RegExp): HostileFile {
  return pt(name, checkpoint(pickle(dict(tensors)), storages), message);
}
