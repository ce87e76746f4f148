import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeValues, decoderOf } from "../../../src/engine/decode";
import { DTYPE_BYTES } from "../../../src/engine/tensor";
import { withTensors } from "../../../src/worker/tensorFile";
import { type WrittenArray, writeNpy } from "../../../src/worker/writeNpy";

let folder = "";

describe("writing .npy", () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "normscope-write-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const some = Float64Array.of(0, -0, 1, -2.5, Number.NaN, Number.POSITIVE_INFINITY);
  const arrays: [string, WrittenArray, ArrayLike<number>][] = [
    ["float64", { dtype: "float64", shape: [2, 3], values: some }, some],
    [
      "float32 of float64",
      { dtype: "float32", shape: [6], values: Float64Array.of(...some.with(2, 0.1)) },
      some.with(2, Math.fround(0.1)),
    ],
    ["float64 of float32", { dtype: "float64", shape: [3, 1, 2], values: Float32Array.from(some) }, some],
    ["float16", { dtype: "float16", shape: [6], values: some }, some],
    ["a scalar", { dtype: "float32", shape: [], values: Float32Array.of(7) }, [7]],
    ["no values", { dtype: "float32", shape: [3, 0], values: new Float32Array(0) }, []],
    [
      "more than one block",
      { dtype: "float16", shape: [600_001], values: new Float32Array(600_001).fill(3) },
      new Float32Array(600_001).fill(3),
    ],
  ];
  for (const [name, array, expected] of arrays) {
    it(`is read back: ${name}`, async () => {
      const path = join(folder, "array.npy");
      await writeNpy(path, array);
      const read = await readBack(path);
      assert.equal(read.dtype, array.dtype);
      assert.deepEqual(read.shape, array.shape);
      assert.deepEqual(Array.from(read.values), Array.from(expected));
    });
  }

  it("pads the header to 64 bytes, as NumPy does", async () => {
    const path = join(folder, "header.npy");
    await writeNpy(path, { dtype: "float32", shape: [5], values: new Float32Array(5) });
    const bytes = readFileSync(path);
    assert.equal(bytes.length, 128 + 20);
    assert.equal(bytes.toString("latin1", 0, 10), "\x93NUMPY\x01\x00v\x00");
    const dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }";
    assert.equal(bytes.toString("latin1", 10, 128), `${dict.padEnd(117)}\n`);
  });

  it("keeps every float16, and rounds what lies between to the nearest, ties to even", async () => {
    const halves = codeValues("float16").subarray(0, 0x7c00);
    const between = Array.from(halves.subarray(1), (half, i) => (half + halves[i]!) / 2);
    const nudged = between.flatMap((middle) => [middle * (1 - 2 ** -20), middle * (1 + 2 ** -20)]);
    const given = [...halves, ...between, ...nudged];
    const even = (i: number) => halves[i + (i % 2)]!;
    const expected = [
      ...halves,
      ...between.map((_, i) => even(i)),
      ...between.flatMap((_, i) => [halves[i]!, halves[i + 1]!]),
    ];
    assert.deepEqual(await asHalves(given), expected);
    const negative = (values: readonly number[]) => values.map((value) => -value);
    assert.deepEqual(await asHalves(negative(given)), negative(expected));
  });

  it("turns into infinity what is beyond half a step above the largest float16", async () => {
    const infinity = Number.POSITIVE_INFINITY;
    assert.deepEqual(await asHalves([65504, 65519, 65520, 1e30, -65520]), [
      65504,
      65504,
      infinity,
      infinity,
      -infinity,
    ]);
  });

  it("replaces a file, and leaves nothing half-written where it cannot", async () => {
    const own = mkdtempSync(join(folder, "own-"));
    const array: WrittenArray = { dtype: "float32", shape: [1], values: Float32Array.of(1) };
    await writeNpy(join(own, "a.npy"), { ...array, values: Float32Array.of(2) });
    await writeNpy(join(own, "a.npy"), array);
    assert.deepEqual(Array.from((await readBack(join(own, "a.npy"))).values), [1]);
    mkdirSync(join(own, "taken.npy"));
    await assert.rejects(writeNpy(join(own, "taken.npy"), array), /^Error: taken\.npy: cannot be written \(.+\)$/);
    await assert.rejects(
      writeNpy(join(own, "no", "b.npy"), array),
      /^Error: b\.npy: cannot be written \(no such file or folder\)$/,
    );
    assert.deepEqual(readdirSync(own).sort(), ["a.npy", "taken.npy"]);
  });
});

async function asHalves(numbers: readonly number[]): Promise<number[]> {
  const path = join(folder, "halves.npy");
  await writeNpy(path, { dtype: "float16", shape: [numbers.length], values: Float32Array.from(numbers) });
  return Array.from((await readBack(path)).values);
}

function readBack(path: string) {
  return withTensors({ path, name: "back.npy" }, async ([tensor]) => {
    const { dtype, shape, order } = tensor!;
    assert.equal(order, "C");
    const values: number[] = [];
    for await (const chunk of tensor!.chunks()) {
      const block = new Float64Array(chunk.length / DTYPE_BYTES[dtype]);
      decoderOf(dtype)(chunk, 0, block.length, block, 0);
      for (const value of block) values.push(value);
    }
    return { dtype, shape, values };
  });
}
