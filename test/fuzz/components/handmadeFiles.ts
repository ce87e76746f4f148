import { type Bytes, concat, float32, hex, uint, utf8, zeros } from "../../unit/readers/bytes";
import { dict, ndarray, pack } from "../../unit/readers/flax/msgpackBytes";
import { ggufBytes, info, list, pair, text } from "../../unit/readers/gguf/ggufBytes";
import { datasetHeader, hdf5Bytes } from "../../unit/readers/hdf5/hdf5Bytes";
import { npyBytes } from "../../unit/readers/numpy/npyBytes";
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
} from "../../unit/readers/onnx/onnxBytes";
import { field } from "../../unit/readers/protobuf/protobufBytes";
import * as pt from "../../unit/readers/pytorch/pytorchBytes";
import { safetensorsBytes } from "../../unit/readers/safetensors/safetensorsBytes";
import { zipBytes } from "../../unit/readers/zip/zipBytes";
import type { Input } from "../component";

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

const of = (name: string, bytes: Bytes): Input => ({ name, bytes });

/** Files that have in a few bytes what writers seldom put together; by format. */
export const handmade: Readonly<Record<string, readonly Input[]>> = {
  npy: [of("x.npy", ARRAY)],
  npz: [
    of("x.npz", zipBytes(MEMBERS)),
    of("x.npz", zipBytes(MEMBERS.map((member) => ({ ...member, zip64: "central" as const })))),
  ],
  safetensors: [of("x.safetensors", TENSORS)],
  index: [
    of(
      "x.safetensors.index.json",
      utf8('{"weight_map": {"layer.weight": "1.safetensors", "layer.bias": "1.safetensors"}}'),
    ),
  ],
  "pytorch-zip": [
    of("x.pt", pt.checkpoint(CHECKPOINT, STORAGES, [{ name: "archive/byteorder", data: utf8("big") }])),
    of(
      "x.pth",
      zipBytes([
        { name: "a/data.pkl", data: CHECKPOINT, deflate: true },
        ...Object.entries(STORAGES).map(([key, data]) => ({ name: `a/data/${key}`, data, deflate: true })),
      ]),
    ),
  ],
  "pytorch-legacy": [
    of(
      "x.bin",
      pt.legacy(
        CHECKPOINT,
        pt.pickle(pt.list(pt.text("0"), pt.text("1"))),
        uint(8, 4),
        STORAGES["0"],
        uint(8, 2),
        STORAGES["1"],
      ),
    ),
  ],
  "pytorch-tar": [of("x.ckpt", pt.tarBytes(TAR))],
  hdf5: [of("x.h5", hdf5Bytes(datasetHeader({})))],
  onnx: [of("x.onnx", MODEL)],
  gguf: [of("x.gguf", GGUF)],
  msgpack: [of("x.msgpack", FLAX)],
};
