import assert from "node:assert/strict";
import fc from "fast-check";
import type { ByteSource } from "../../../src/readers/byteSource";
import { openTensors } from "../../../src/readers/openTensors";
import { type Bytes, concat, float32, hex, uint, utf8, zeros } from "./bytes";
import { dict, ndarray, pack } from "./flax/msgpackBytes";
import { ggufBytes, info, list, pair, text } from "./gguf/ggufBytes";
import { datasetHeader, fixture, hdf5Bytes } from "./hdf5/hdf5Bytes";
import { memorySource, readAll } from "./memorySource";
import { npyBytes } from "./numpy/npyBytes";
import {
  external,
  FLOAT,
  floatAttribute,
  graphAttribute,
  initializer,
  model,
  node,
  raw,
  tensor,
  tensorAttribute,
} from "./onnx/onnxBytes";
import { openOptions } from "./openOptions";
import { field } from "./protobuf/protobufBytes";
import * as pt from "./pytorch/pytorchBytes";
import { safetensorsBytes } from "./safetensors/safetensorsBytes";
import { zipBytes } from "./zip/zipBytes";

type Mutation = (bytes: Bytes) => Bytes;

const RUNS = 400;
const ARRAY = npyBytes({ version: 2, shape: "(2, 2)", fortranOrder: "True" });
const TENSORS = safetensorsBytes(
  {
    __metadata__: { format: "pt" },
    "layer.weight": { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    "layer.bias": { dtype: "C64", shape: [1], data_offsets: [16, 24] },
  },
  zeros(24),
);
const MODEL = model(
  node("Conv", ["x", "conv.weight"], ["c"]),
  node("Constant", [], ["bn.bias"], tensorAttribute("value", tensor("", [2], FLOAT, field(4, float32(0, 1))))),
  node("BatchNormalization", ["c", "bn.weight", "bn.bias"], ["y"], floatAttribute("epsilon", 1e-3)),
  node("If", ["y"], ["z"], graphAttribute("then_branch", initializer("inner", [1], raw(float32(1))))),
  field(5, tensor("bn.weight", [2], 10, field(5, hex("80 78 80 78")))),
  initializer("conv.weight", [2], external({ location: "w.bin", offset: "8", length: "8" })),
);
const GGUF = ggufBytes({
  keys: [
    pair("general.alignment", 4, uint(4, 32)),
    pair("a.attention.layer_norm_rms_epsilon", 6, float32(1e-6)),
    pair("tokens", 9, list(8, 2, text("a"), text("bc"))),
  ],
  infos: [info("output_norm.weight", [4], 0, 0), info("x.weight", [32, 1], 8, 32)],
  data: zeros(66),
});
const FLAX = pack(
  dict(
    ["step", 1000],
    ["params", dict(["kernel", ndarray([2], "float32", zeros(8))], ["scale", [1, null, "text"]])],
    [
      "large",
      dict(
        ["__msgpack_chunked_array__", true],
        ["shape", dict(["0", 2])],
        ["chunks", dict(["0", ndarray([1], "int8", zeros(1))], ["1", ndarray([1], "int8", zeros(1))])],
      ),
    ],
  ),
);
const MEMBERS = [
  { name: "a.npy", data: ARRAY },
  { name: "b.npy", data: npyBytes({ shape: "(20000,)", data: zeros(80_000) }), deflate: true },
];

const CHECKPOINT = pt.pickle(
  pt.dict({
    state_dict: pt.dict({ w: pt.at("0", 4, [2, 2], [1, 2]), tied: pt.at("0", 4, [2], [2], 1) }),
    c: pt.tensor(pt.storage("ComplexFloatStorage", "1", 2), { shape: [2], strides: [1] }),
    epoch: pt.int(3),
  }),
);
const STORAGES = { "0": zeros(16), "1": zeros(16) };
const TAR = [
  { name: "storages", data: concat(pt.pickle(pt.int(0)), pt.pickle(pt.list())) },
  { name: "tensors", data: pt.pickle(pt.int(0)) },
  { name: "pickle", data: pt.pickle(pt.dict({ epoch: pt.int(1) })) },
];

const seeds: readonly (readonly [fileName: string, bytes: Bytes])[] = [
  ["x.npy", ARRAY],
  ["x.npz", zipBytes(MEMBERS)],
  ["x.npz", zipBytes(MEMBERS.map((member) => ({ ...member, zip64: "central" as const })))],
  ["x.safetensors", TENSORS],
  ["x.onnx", MODEL],
  ["x.gguf", GGUF],
  ["x.msgpack", FLAX],
  [
    "x.safetensors.index.json",
    utf8('{"weight_map": {"layer.weight": "1.safetensors", "layer.bias": "1.safetensors"}}'),
  ],
  ["x.pt", pt.checkpoint(CHECKPOINT, STORAGES, [{ name: "archive/byteorder", data: utf8("big") }])],
  [
    "x.pth",
    zipBytes([
      { name: "a/data.pkl", data: CHECKPOINT, deflate: true },
      ...Object.entries(STORAGES).map(([key, data]) => ({ name: `a/data/${key}`, data, deflate: true })),
    ]),
  ],
  [
    "x.bin",
    pt.legacy(
      CHECKPOINT,
      pt.pickle(pt.list(pt.text("0"), pt.text("1"))),
      uint(8, 4),
      STORAGES["0"],
      uint(8, 2),
      STORAGES["1"],
    ),
  ],
  ["x.ckpt", pt.tarBytes(TAR)],
  ["x.h5", hdf5Bytes(datasetHeader({}))],
  ["x.hdf5", fixture("user-block.h5")],
  ["x.keras", fixture("bfloat16.keras")],
];

describe("A mutated file opens and reads to its end, or is refused in one line that names it", () => {
  seeds.forEach(([fileName, seed], i) => {
    it(`${fileName}, seed ${i}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(mutation(seed.length), { minLength: 1, maxLength: 4 }), async (mutations) => {
          await checkReads(
            fileName,
            mutations.reduce((bytes, mutate) => mutate(bytes), seed),
          );
        }),
        { numRuns: RUNS },
      );
    });
  });
});

async function checkReads(fileName: string, bytes: Bytes): Promise<void> {
  const { source, bytesRead } = counting(memorySource(bytes));
  try {
    const { tensors } = await openTensors(source, fileName, {
      ...openOptions,
      openSibling: async () => memorySource(TENSORS),
    });
    for (const tensor of tensors) await readAll(tensor);
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof assert.AssertionError), String(error));
    const { message } = error;
    assert.ok(message.startsWith(`${fileName}: `) && !/[\p{Cc}\u2028\u2029]/u.test(message), JSON.stringify(message));
  }
  assert.ok(bytesRead() <= 20 * bytes.length + 10_000, `${bytesRead()} bytes read of ${bytes.length}`);
}

/** Changes bytes, cuts, inserts, or copies a stretch to another place. */
function mutation(length: number): fc.Arbitrary<Mutation> {
  const place = fc.nat(length);
  const telling = fc.constantFrom(
    0,
    1,
    0x20,
    0x22,
    0x27,
    0x28,
    0x2c,
    0x2d,
    0x30,
    0x39,
    0x5b,
    0x7b,
    0x7d,
    0x7f,
    0x80,
    0xff,
  );
  const byte = fc.oneof(fc.nat(255), telling);
  return fc.oneof(
    fc.tuple(place, byte).map(
      ([at, value]): Mutation =>
        (bytes) =>
          bytes.map((old, i) => (i === at ? value : old)),
    ),
    place.map(
      (at): Mutation =>
        (bytes) =>
          bytes.slice(0, at),
    ),
    fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 12 })).map(
      ([at, more]): Mutation =>
        (bytes) =>
          concat(bytes.slice(0, at), more, bytes.slice(at)),
    ),
    fc.tuple(place, place, place).map(
      ([from, to, at]): Mutation =>
        (bytes) =>
          concat(bytes.slice(0, at), bytes.slice(from, to), bytes.slice(at)),
    ),
    fc.tuple(place, place).map(
      ([from, to]): Mutation =>
        (bytes) =>
          concat(bytes.slice(0, from), bytes.slice(to)),
    ),
  );
}

function counting(inner: ByteSource): { source: ByteSource; bytesRead: () => number } {
  let count = 0;
  const read: ByteSource["read"] = (start, end) => {
    count += end - start;
    return inner.read(start, end);
  };
  return { source: { size: inner.size, read }, bytesRead: () => count };
}
