import { type Bytes, concat, latin1, uint, utf8, zeros } from "../bytes";
import { type HostileFile, hostile } from "../hostileFile";
import { COMMAND, wouldRun } from "../pickle/hostilePickleCalls";
import {
  at,
  call,
  checkpoint,
  dict,
  global,
  int,
  legacy,
  list,
  MAGIC,
  PLAIN,
  pickle,
  type Storages,
  storage,
  type TarPart,
  tarBytes,
  text,
  tuple,
  withStorage,
} from "./pytorchBytes";

/** Files as old versions of PyTorch wrote them, and shards. */
export const hostileLegacyPytorch: readonly HostileFile[] = [
  pt(
    "a pickle that is no checkpoint",
    pickle(dict({ a: int(1) })),
    /a Python pickle, but not one of torch\.save: its first value is a dict, not PyTorch's magic number$/,
  ),
  pt("another magic number", pickle(int(2n ** 70n)), /its first value is a bigint, not PyTorch's magic number$/),
  pt(
    "a protocol of PyTorch's future",
    concat(MAGIC, pickle(int(1002))),
    /PyTorch's protocol 1002 is unknown; 1001 can be read$/,
  ),
  pt("a legacy file cut after its magic number", MAGIC, /pickle, byte \d+: ends without its STOP/),
  pt(
    "a legacy file cut in a storage",
    oneStorage(zeros(7)),
    /storage k: takes 8 bytes at \d+, but the file ends at \d+$/,
  ),
  pt(
    "a legacy storage of another length",
    oneStorage(zeros(8), 3),
    /storage k: begins as one of 3 elements, but the pickle says 2$/,
  ),
  pt(
    "a legacy storage of negative length",
    oneStorage(zeros(8), -1n),
    /storage k: begins as one of -1 elements, but the pickle says 2$/,
  ),
  pt(
    "a legacy list without a storage",
    legacy(pickle(dict({ w: at("k", 2, [2], [1]) })), pickle(list())),
    /storage k is not in its list of storages$/,
  ),
  pt(
    "a legacy list with one too many",
    legacy(pickle(dict({})), pickle(list(text("z")))),
    /names one that no tensor has: z$/,
  ),
  pt(
    "a legacy list with one twice",
    legacy(pickle(dict({ w: at("k", 0, [0], [1]) })), pickle(list(text("k"), text("k"))), uint(8, 0), uint(8, 0)),
    /storage k: listed twice$/,
  ),
  pt(
    "a legacy storage of two sizes",
    legacy(
      pickle(dict({ w: at("k", 2, [2], [1]), v: at("k", 3, [3], [1]) })),
      pickle(list(text("k"))),
      uint(8, 2),
      zeros(8),
    ),
    /storage k is said to be of 2 float32 and of 3 float32$/,
  ),
  pt(
    "a legacy view past its storage",
    legacy(
      pickle(dict({ w: withStorage(storage("FloatStorage", "k", 2, tuple(text("v"), int(1), int(2)))) })),
      pickle(list(text("k"))),
      uint(8, 2),
      zeros(8),
    ),
    /a view of its storage ends at element 3, but the storage has 2$/,
  ),

  tar(
    "a tar without members of PyTorch's",
    [{ name: "a.txt", data: zeros(3) }],
    /a tar archive without storages, which PyTorch's have$/,
  ),
  tar(
    "a size that is no octal number",
    [{ name: "storages", data: zeros(3), size: "9z" }],
    /storages: size '9z' is no octal number$/,
  ),
  tar("a negative size", [{ name: "storages", data: zeros(3), size: "-1" }], /storages: size '-1' is no octal number$/),
  tar(
    "a size past the end",
    [{ name: "storages", data: zeros(3), size: "77777777777" }],
    /storages: its header promises 8589934591 bytes, but \d+ are left$/,
  ),
  tar(
    "members without end",
    Array.from({ length: 1100 }, (_, i) => ({ name: `m${i}`, data: zeros(0) })),
    /holds more than 1000 members$/,
  ),
  tarOf("a tar whose pickle calls", { pickle: pickle(call("os", "system", COMMAND)) }, wouldRun("os.system")),
  tarOf("a negative number of storages", { storages: pickle(int(-1)) }, /storages: a count that is -1$/),
  tarOf(
    "more storages than there are",
    { storages: pickle(int(2 ** 30)) },
    /storages: pickle, byte 0: ends without its STOP/,
  ),
  tarOf(
    "a storage longer than its member",
    {
      storages: concat(
        pickle(int(1)),
        pickle(tuple(int(1), text("cpu"), global("torch", "FloatStorage"))),
        uint(8, 2 ** 40),
      ),
    },
    /promises 1099511627776 float32, \d+ bytes, but there is room for 0$/,
  ),
  tarOf(
    "a tensor of a million axes",
    { tensors: concat(pickle(int(1)), pickle(tuple(int(2), int(1), latin1("N"))), uint(8, 1_000_000)) },
    /tensors: 2: 1000000 axes, not from 0 to 64$/,
  ),
  tarOf("a tensor that is not there", { pickle: pickle(text("5"), latin1("Q")) }, /tensor 5 is not in the archive$/),

  {
    ...hostile(
      "m.bin.index.json",
      "an index that leaves the folder",
      utf8('{"weight_map": {"x": "../m.bin"}}'),
      /x: its file is '\.\.\/m\.bin', not the plain name of a \.bin file$/,
    ),
  },
  {
    ...hostile(
      "m.bin.index.json",
      "an index whose shard calls",
      utf8('{"weight_map": {"x": "1.bin"}}'),
      /1\.bin: .*its pickle would run os\.system;/,
    ),
    siblings: { "1.bin": checkpoint(pickle(call("os", "system", COMMAND))) },
  },
  {
    ...hostile(
      "m.bin.index.json",
      "an index that promises more",
      utf8('{"weight_map": {"x": "1.bin"}}'),
      /1\.bin: the index promises x, but the shard lacks it$/,
    ),
    siblings: { "1.bin": checkpoint(pickle(dict({ w: PLAIN })), { "0": zeros(8) }) },
  },
];

function oneStorage(data: Uint8Array, count: number | bigint = 2): Bytes {
  const root = pickle(dict({ w: at("k", 2, [2], [1]) }));
  return legacy(root, pickle(list(text("k"))), uint(8, BigInt.asUintN(64, BigInt(count))), data);
}
function pt(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.pt", name, bytes, message);
}
function tar(name: string, parts: readonly TarPart[], message: RegExp): HostileFile {
  return pt(name, tarBytes(parts), message);
}
/** A tar whose members are sound, but for those given. */
function tarOf(name: string, members: Storages, message: RegExp): HostileFile {
  const sound = {
    storages: concat(pickle(int(0)), pickle(list())),
    tensors: pickle(int(0)),
    pickle: pickle(latin1("N")),
  };
  return tar(
    name,
    Object.entries({ ...sound, ...members }).map(([own, data]) => ({ name: own, data })),
    message,
  );
}
