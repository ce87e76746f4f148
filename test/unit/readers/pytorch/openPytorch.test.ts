import assert from "node:assert/strict";
import { elementCount, type Tensor } from "../../../../src/engine/tensor";
import type { ByteSource } from "../../../../src/readers/byteSource";
import type { FileContents } from "../../../../src/readers/fileContents";
import { openTensors } from "../../../../src/readers/openTensors";
import { inflate } from "../../../../src/worker/inflate";
import { type Bytes, concat, float32, hex, latin1, toHex, uint, utf8, zeros } from "../bytes";
import { memorySource, openContents, readAll } from "../memorySource";
import { zipBytes } from "../zip/zipBytes";
import {
  at,
  call,
  checkpoint,
  dict,
  global,
  int,
  legacy,
  list,
  PLAIN,
  pickle,
  storage,
  tensor,
  text,
  tuple,
  withStorage,
} from "./pytorchBytes";

async function listing({ tensors, closed }: FileContents): Promise<readonly string[]> {
  const open = [];
  for (const one of tensors) open.push(await describeTensor(one));
  return [...open, ...closed.map(({ name, dtype, shape, reason }) => `${name} ${dtype} (${shape}) closed: ${reason}`)];
}

async function describeTensor(one: Tensor): Promise<string> {
  return `${one.name} ${one.dtype} (${one.shape}) ${one.order} ${toHex(await readAll(one))}`;
}

function check(title: string, bytes: Bytes, expected: readonly string[], fileName = "m.pt"): void {
  it(title, async () => assert.deepEqual(await listing(await openContents(fileName, bytes)), expected));
}

function root(tensors: Readonly<Record<string, Uint8Array>>, storages: Readonly<Record<string, Uint8Array>>): Bytes {
  return checkpoint(pickle(dict(tensors)), storages);
}

const TWO = float32(1, 2);
const BYTES = storage("UntypedStorage", "0", 8);

describe("A PyTorch checkpoint", () => {
  const typed: readonly (readonly [name: string, dtype: string, count: number])[] = [
    ["uint16", "uint16", 4],
    ["uint32", "uint32", 2],
    ["uint64", "uint64", 1],
    ["float8_e4m3fn", "float8_e4m3fn", 8],
    ["float8_e4m3fnuz", "float8_e4m3fnuz", 8],
    ["float8_e5m2", "float8_e5m2", 8],
    ["float8_e5m2fnuz", "float8_e5m2fnuz", 8],
    ["float8_e8m0fnu", "float8_e8m0fnu", 8],
    ["bfloat16", "bfloat16", 4],
    ["float64", "float64", 1],
  ];
  for (const [name, dtype, count] of typed) {
    check(
      `version 3 of a tensor, ${name}, on an untyped storage`,
      root(
        { w: tensor(BYTES, { shape: [count], strides: [1] }, global("torch", name)) },
        { "0": hex("01 02 03 04 05 06 07 08") },
      ),
      [`w ${dtype} (${count}) C 0102030405060708`],
    );
  }
  check(
    "an offset counts elements of the tensor, not bytes of the storage",
    root(
      { w: tensor(BYTES, { offset: 1, shape: [2], strides: [1] }, global("torch", "uint16")) },
      { "0": hex("01 02 03 04 05 06 07 08") },
    ),
    ["w uint16 (2) C 03040506"],
  );
  const closed = ["complex32", "float4_e2m1fn_x2", "bits8", "int3"];
  for (const name of closed) {
    it(`lists ${name} as closed`, async () => {
      const bytes = root({ w: tensor(BYTES, { shape: [1], strides: [1] }, global("torch", name)) }, { "0": zeros(8) });
      const { tensors, closed } = await openContents("m.pt", bytes);
      assert.deepEqual([tensors.length, closed[0]!.dtype, closed[0]!.shape], [0, name, [1]]);
    });
  }
  check(
    "values that are still to be conjugated are not given",
    root(
      {
        w: call(
          "torch._utils",
          "_rebuild_tensor_v2",
          storage("ComplexFloatStorage", "0", 1),
          int(0),
          tuple(int(1)),
          tuple(int(1)),
          hex("89"),
          call("collections", "OrderedDict"),
          dict({ conj: hex("88") }),
        ),
      },
      { "0": zeros(8) },
    ),
    ["w complex64 (1) closed: its values are still to be changed (conj bit)"],
  );
  check(
    "a tensor subclass, and the tensor that it is made of",
    root(
      {
        w: call(
          "torch._tensor",
          "_rebuild_from_type_v2",
          global("torch._utils", "_rebuild_wrapper_subclass"),
          global("torch.distributed.tensor", "DTensor"),
          tuple(
            global("torch.distributed.tensor", "DTensor"),
            global("torch", "float32"),
            tuple(int(2)),
            tuple(int(1)),
          ),
          dict({ _local_tensor: PLAIN }),
        ),
      },
      { "0": TWO },
    ),
    [
      "w._local_tensor float32 (2) C 0000803f00000040",
      "w float32 (2) closed: it is a DTensor, which keeps its values in other tensors",
    ],
  );
  check(
    "a nested tensor",
    root({ w: call("torch._utils", "_rebuild_nested_tensor", PLAIN, PLAIN, PLAIN, PLAIN) }, { "0": TWO }),
    ["w unknown () closed: it is a nested tensor, whose parts differ in shape"],
  );
  check(
    "a device that is gone",
    root({ w: call("torch._utils", "_rebuild_device_tensor_from_cpu_tensor", PLAIN, latin1("N")) }, { "0": TWO }),
    ["w float32 (2) C 0000803f00000040"],
  );
  check("a tensor alone is named by its file", checkpoint(pickle(PLAIN), { "0": TWO }), [
    "m float32 (2) C 0000803f00000040",
  ]);
  check("an archive behind other bytes", concat(utf8("PK, a program\n"), root({ w: PLAIN }, { "0": TWO })), [
    "w float32 (2) C 0000803f00000040",
  ]);
  check(
    "an archive without a folder",
    zipBytes([
      { name: "data.pkl", data: pickle(dict({ w: PLAIN })) },
      { name: "data/0", data: TWO },
    ]),
    ["w float32 (2) C 0000803f00000040"],
  );
  check(
    "zip64 throughout",
    zipBytes([
      { name: "a/data.pkl", data: pickle(dict({ w: PLAIN })), zip64: "central" },
      { name: "a/data/0", data: TWO },
    ]),
    ["w float32 (2) C 0000803f00000040"],
  );
  check(
    "checksums that PyTorch left out",
    zipBytes([
      { name: "a/data.pkl", data: pickle(dict({ w: PLAIN })), crc: 0 },
      { name: "a/data/0", data: TWO, crc: 0 },
    ]),
    ["w float32 (2) C 0000803f00000040"],
  );
  const views = { w: at("0", 6, [3], [2], 0), part: at("0", 6, [2], [1], 2) };
  const six = float32(0, 1, 2, 3, 4, 5);
  const ofViews = [`w float32 (3) C ${toHex(float32(0, 2, 4))}`, `part float32 (2) C ${toHex(float32(2, 3))}`];
  check(
    "views of a deflated storage",
    zipBytes([
      { name: "a/data.pkl", data: pickle(dict(views)) },
      { name: "a/data/0", data: six, deflate: true },
    ]),
    ofViews,
  );
  check(
    "a part of a legacy storage",
    legacy(
      pickle(dict({ w: withStorage(storage("FloatStorage", "k", 6, tuple(text("v"), int(3), int(2)))) })),
      pickle(list(text("k"))),
      uint(8, 6),
      six,
    ),
    [`w float32 (2) C ${toHex(float32(3, 4))}`],
  );
  check(
    "every name of a tensor that the pickle holds once",
    checkpoint(pickle(latin1("}("), text("a"), PLAIN, hex("71 01"), text("b"), hex("68 01"), latin1("u")), {
      "0": TWO,
    }),
    ["a float32 (2) C 0000803f00000040", "b float32 (2) C 0000803f00000040"],
  );

  it("leaves the key around the model out of names, unless two would be the same", async () => {
    const names = async (value: Uint8Array) =>
      (await openContents("m.pt", checkpoint(pickle(value), { "0": TWO }))).tensors.map(({ name }) => name);
    assert.deepEqual(await names(dict({ state_dict: dict({ w: PLAIN }), rng_state: PLAIN })), ["w", "rng_state"]);
    assert.deepEqual(await names(dict({ state_dict: dict({ w: PLAIN }), w: PLAIN })), ["state_dict.w", "w"]);
    assert.deepEqual(await names(dict({ model: dict({ w: PLAIN }), net: dict({ v: PLAIN }) })), ["model.w", "net.v"]);
    assert.deepEqual(await names(dict({ model: PLAIN, other: dict({ w: PLAIN }) })), ["model", "other.w"]);
  });

  it("knows an optimizer's tensors", async () => {
    const optimizer = dict({ state: dict({ "0": dict({ exp_avg: PLAIN }) }), param_groups: list() });
    const { tensors } = await openContents(
      "m.pt",
      checkpoint(pickle(dict({ opt: optimizer, state: dict({ w: PLAIN }) })), { "0": TWO }),
    );
    assert.deepEqual(
      tensors.map(({ name, role }) => [name, role]),
      [
        ["opt.state.0.exp_avg", "optimizer"],
        ["w", undefined],
      ],
    );
  });

  it("tells at most thirty facts, each short", async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, text("x".repeat(1000))]));
    const { facts } = await openContents("m.pt", checkpoint(pickle(dict(many))));
    assert.equal(facts.length, 30);
    assert.ok(facts.every(([name, value]) => name.length < 100 && value.length <= 120));
  });

  it("reads nothing of storages until they are asked for, and then only their part", async () => {
    const { source, ranges } = watched(
      root({ a: at("0", 6, [2], [1], 2), b: at("1", 2, [2], [1]) }, { "0": six, "1": TWO }),
    );
    const { tensors } = await openTensors(source, "m.pt", {});
    const before = ranges.length;
    assert.ok(before < 8, String(before));
    await readAll(tensors[0]!);
    assert.deepEqual(
      ranges.slice(before).map(([start, end]) => end - start),
      [30, 8],
    );
    await readAll(tensors[0]!);
    assert.equal(ranges.length, before + 3);
  });

  it("fills memory from any value on, in either byte order", async () => {
    const pairs = at("0", 4, [2, 2], [1, 2]);
    for (const order of ["little", "big"]) {
      const bytes = checkpoint(pickle(dict({ w: pairs })), { "0": float32(1, 2, 3, 4) }, [
        { name: "archive/byteorder", data: utf8(order) },
      ]);
      const [one] = (await openTensors(withReadInto(bytes), "m.pt", {})).tensors;
      const whole = await readAll(one!);
      for (let start = 0; start < elementCount(one!.shape); start++) {
        const into = zeros(4);
        await one!.readInto!(into, start);
        assert.deepEqual(into, whole.slice(4 * start, 4 * start + 4));
      }
      assert.equal(toHex(whole.slice(0, 4)), order === "little" ? "0000803f" : "3f800000");
      assert.equal(one!.order, "F");
    }
  });

  it("is inflated by the caller", async () => {
    const bytes = zipBytes([
      { name: "a/data.pkl", data: pickle(dict(views)), deflate: true },
      { name: "a/data/0", data: six, deflate: true },
    ]);
    assert.deepEqual(await listing(await openContents("m.pt", bytes, {}, { inflateRaw: inflate })), ofViews);
  });

  it("names the normalization layers that a module is, with what the module says of them", async () => {
    const layer = (
      name: string,
      attributes: Readonly<Record<string, Uint8Array>>,
      parameters: Readonly<Record<string, Uint8Array>>,
    ) =>
      concat(
        global("some.layers", name),
        latin1(")"),
        hex("81"),
        dict({ ...attributes, _parameters: dict(parameters), _buffers: dict({}), _modules: dict({}) }),
        latin1("b"),
      );
    const eps = latin1("G\x3f\x50\x62\x4d\xd2\xf1\xa9\xfc");
    const model = dict({
      model: dict({
        ln: layer("LayerNorm", { eps }, { weight: PLAIN, bias: latin1("N") }),
        rms: layer("RMSNorm", {}, { weight: PLAIN }),
        fc: layer("Linear", {}, { weight: PLAIN }),
      }),
    });
    const { norms } = await openContents("m.pt", checkpoint(pickle(model), { "0": TWO }));
    assert.deepEqual(
      norms.map(({ name, method, weight, bias, eps: own }) => [name, method, weight, bias, own]),
      [
        ["ln", "layer", "ln.weight", null, 0.001],
        ["rms", "rms", "rms.weight", null, null],
      ],
    );
  });
});

function watched(bytes: Bytes): { source: ByteSource; ranges: (readonly [number, number])[] } {
  const { size, read } = memorySource(bytes);
  const ranges: (readonly [number, number])[] = [];
  return {
    ranges,
    source: {
      size,
      read(start, end) {
        ranges.push([start, end]);
        return read(start, end);
      },
    },
  };
}

function withReadInto(bytes: Bytes): ByteSource {
  return {
    ...memorySource(bytes),
    async readInto(into, start) {
      if (start + into.length > bytes.length) throw new Error("past the end");
      into.set(bytes.subarray(start, start + into.length));
    },
  };
}
