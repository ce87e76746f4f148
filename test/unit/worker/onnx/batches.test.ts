import assert from "node:assert/strict";
import { batchesOf } from "../../../../src/worker/onnx/feeds/batches";
import type { Feed } from "../../../../src/worker/onnx/feeds/feed";
import { fileFeed } from "../../../../src/worker/onnx/feeds/fileFeed";
import { randomFeed } from "../../../../src/worker/onnx/feeds/randomFeed";
import { tensorOf } from "../../engine/inMemory";

const input = (name: string, dims: readonly (number | string | null)[]) =>
  ({ name, dtype: "float64", type: "DOUBLE", dims }) as const;

/** Values 0, 1, 2 … in a file. */
function feed(
  name: string,
  dims: readonly (number | string | null)[],
  shape: readonly number[],
  order: "C" | "F" = "C",
): Feed {
  const count = shape.reduce((product, size) => product * size, 1);
  const tensor = tensorOf(
    Array.from({ length: count }, (_, i) => i),
    shape,
    { chunk: 5, order },
  );
  return fileFeed(input(name, dims), tensor, `${name}.npy`);
}

async function cut(feeds: readonly Feed[], dims: Record<string, number> = {}) {
  const batches = batchesOf(feeds, dims, "m.onnx");
  const all: Record<string, { shape: readonly number[]; values: readonly number[] }>[] = [];
  for await (const batch of batches.all()) {
    const values = [...batch].map(([name, { shape, bytes }]) => {
      return [
        name,
        { shape, values: [...new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)] },
      ] as const;
    });
    all.push(Object.fromEntries(values));
  }
  assert.equal(all.length, batches.count);
  return { batches, all };
}

describe("What feeds an ONNX model", () => {
  it("goes in whole where nobody says how much at a time", async () => {
    const { all, batches } = await cut([feed("x", ["n", 2], [3, 2])]);
    assert.deepEqual(all, [{ x: { shape: [3, 2], values: [0, 1, 2, 3, 4, 5] } }]);
    assert.deepEqual(batches.dims, { n: 3 });
  });

  it("goes in so many at a time as a person says, the last time what is left", async () => {
    const { all, batches } = await cut([feed("x", ["n", 2], [5, 2])], { n: 2 });
    assert.deepEqual(
      all.map(({ x }) => x),
      [
        { shape: [2, 2], values: [0, 1, 2, 3] },
        { shape: [2, 2], values: [4, 5, 6, 7] },
        { shape: [1, 2], values: [8, 9] },
      ],
    );
    // A size that changes is not one that every batch has.
    assert.deepEqual(batches.dims, {});
  });

  it("goes in as many at a time as the model takes, and what is left is said", async () => {
    const { all, batches } = await cut([feed("x", [2, 2], [5, 2])]);
    assert.deepEqual(
      all.map(({ x }) => x!.values),
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
    );
    assert.deepEqual(batches.notes, ["The last 1 of 5 examples in x.npy are left out: the model takes 2 at a time."]);
  });

  it("goes in again with every batch where the model takes it whole: numbers and states", async () => {
    const feeds = [feed("x", ["n", 1], [4, 1]), feed("state", [2, 1], [2, 1]), feed("rate", [], [])];
    const { all } = await cut(feeds, { n: 2 });
    assert.deepEqual(
      all.map(({ state, rate }) => [state!.values, rate!.values, rate!.shape]),
      [
        [[0, 1], [0], []],
        [[0, 1], [0], []],
      ],
    );
  });

  it("is turned where its file is in Fortran order", async () => {
    const { all } = await cut([feed("x", ["n", 3], [2, 3], "F")]);
    assert.deepEqual(all[0]!.x!.values, [0, 2, 4, 1, 3, 5]);
  });

  it("is the same each time", async () => {
    const random = randomFeed(input("x", ["n", 3]), "float64", { shape: [4, 3], seed: 7 });
    const { batches, all } = await cut([random], { n: 3 });
    const again: number[][] = [];
    for await (const batch of batches.all()) again.push([...new Float64Array(batch.get("x")!.bytes.buffer)]);
    assert.deepEqual(
      all.map(({ x }) => x!.values),
      again,
    );
    assert.deepEqual(
      again.map(({ length }) => length),
      [9, 3],
    );
  });

  const refused: [string, readonly Feed[], Record<string, number>, RegExp][] = [
    [
      "different numbers of examples",
      [feed("x", ["n"], [4]), feed("y", ["m"], [6])],
      { n: 2, m: 2 },
      /^m\.onnx: its inputs have different numbers of examples, 4 in x\.npy and 6 in y\.npy$/,
    ],
    [
      "one size twice",
      [feed("x", ["n", "t"], [4, 2]), feed("y", ["n", "t"], [4, 3])],
      {},
      /^m\.onnx: the size 't' is 2 in x\.npy, but 3 in y\.npy$/,
    ],
    [
      "too few examples",
      [feed("x", [8, 2], [3, 2])],
      {},
      /^m\.onnx: input 'x' takes 8 examples at a time, but x\.npy holds 3$/,
    ],
    [
      "too many bytes at a time",
      [randomFeed(input("x", ["n", 1024]), "float64", { shape: [200_000, 1024], seed: 1 })],
      { n: 200_000 },
      /^m\.onnx: one batch of the input 'x' takes 1638400000 bytes, but 1073741824 are kept in memory at most: fewer/,
    ],
    ["none", [feed("x", ["n", 2], [0, 2])], {}, /^m\.onnx: x\.npy holds no example for the input 'x'$/],
  ];
  for (const [name, feeds, dims, message] of refused) {
    it(`is refused: ${name}`, () =>
      assert.throws(
        () => batchesOf(feeds, dims, "m.onnx"),
        ({ message: says }: Error) => message.test(says),
      ));
  }
});

describe("Random numbers for an ONNX model", () => {
  const drawn = async (dtype: "float16" | "float32" | "int64" | "uint8" | "bool") => {
    const random = randomFeed({ ...input("x", ["n"]), dtype }, dtype, { shape: [4000], seed: 1 });
    for await (const { bytes } of random.batches(4000)) return { bytes, source: random.source };
    throw new Error("nothing");
  };

  it("are normal for floating-point inputs", async () => {
    const values = new Float32Array((await drawn("float32")).bytes.buffer);
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
    assert.ok(
      Math.abs(mean) < 4 / Math.sqrt(values.length) && Math.abs(variance - 1) < 4 * Math.sqrt(2 / values.length),
    );
    const halves = new Uint16Array((await drawn("float16")).bytes.buffer);
    assert.ok(halves.every((code) => (code & 0x7c00) < 0x7c00) && new Set(halves).size > 1000);
  });

  it("are 0 and 1 for whole numbers, which any table has, and any byte for bytes", async () => {
    const { bytes, source } = await drawn("int64");
    assert.deepEqual(new Set(new BigInt64Array(bytes.buffer)), new Set([0n, 1n]));
    assert.equal(source, "random numbers (0 or 1 alike, seed 1)");
    assert.deepEqual(new Set((await drawn("bool")).bytes), new Set([0, 1]));
    assert.equal(new Set((await drawn("uint8")).bytes).size, 256);
  });
});
