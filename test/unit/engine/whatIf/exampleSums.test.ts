import assert from "node:assert/strict";
import fc from "fast-check";
import { fortranToC } from "../../../../src/engine/layout";
import { elementCount } from "../../../../src/engine/tensor";
import { joinExamples, sumExamples } from "../../../../src/engine/whatIf/exampleSums";
import { tensorOf } from "../inMemory";
import { normalValues } from "./samples";

describe("sums of examples", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

  it("are the plain ones of each channel of each example, wherever channels lie, in both orders and in any pieces", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 5 }),
        shapes,
        fc.nat(),
        fc.integer({ min: 1, max: 60 }),
        async (examples, rest, place, chunk) => {
          const shape = [examples, ...rest];
          const axis = 1 + (place % rest.length);
          const values = normalValues(elementCount(shape), place % 100).map((x) => 1e4 + x);
          const expected = plainSums(values, shape, axis);
          const stored = values.map((_, i) => values[fortranToC(shape, i)]!);
          for (const tensor of [tensorOf(values, shape, { chunk }), tensorOf(stored, shape, { chunk, order: "F" })]) {
            const sums = await sumExamples(tensor, axis);
            assert.deepEqual([sums.examples, sums.channels, sums.values], expected.sizes);
            near(sums.mean, expected.mean, 1e-10);
            near(sums.m2, expected.m2, 1e-9);
          }
        },
      ),
    ));

  it("are the same of long runs that slabs and blocks cut", async () => {
    const shape = [3, 2, 300_000];
    const values = new Float32Array(normalValues(elementCount(shape), 1));
    const sums = await sumExamples(tensorOf(values, shape, { chunk: 70_001 }), 1);
    const expected = plainSums(Float64Array.from(values), shape, 1);
    near(sums.mean, expected.mean, 1e-12);
    near(sums.m2, expected.m2, 1e-6);
  });

  it("of two batches are those of both behind each other, as far as they are kept", async () => {
    const shape = [5, 3, 4];
    const values = normalValues(elementCount(shape), 3);
    const whole = await sumExamples(tensorOf(values, shape), 1);
    const one = await sumExamples(tensorOf(values.slice(0, 12), [1, 3, 4]), 1, undefined, 1);
    const other = await sumExamples(tensorOf(values.slice(12), [4, 3, 4]), 1);
    assert.deepEqual(joinExamples(one, other, 1000), whole);
    const some = joinExamples(one, other, 7)!;
    assert.deepEqual([some.examples, [...some.mean]], [2, [...whole.mean.subarray(0, 6)]]);
    const elsewhere = await sumExamples(tensorOf(values.slice(0, 12), [2, 3, 2]), 1);
    assert.equal(joinExamples(whole, elsewhere, 1000), null);
  });

  it("are of the first examples only, where more would take too much memory", async () => {
    const shape = [3, 2 ** 21];
    const values = new Float32Array(elementCount(shape)).fill(1);
    assert.equal((await sumExamples(tensorOf(values, shape), 1)).examples, 2);
  });

  const refused: readonly [readonly number[], number | null, RegExp][] = [
    [[5], null, /^shape \(5\) has no axis of channels beside its examples$/],
    [[5, 2], 0, /^channel axis 0 is that of the examples in shape \(5, 2\)$/],
    [[1, 2], 1, /^shape \(1, 2\) holds 1 example, but 2 are needed at least$/],
    [[0, 2], 1, /^shape \(0, 2\) holds 0 examples, but 2 are needed at least$/],
    [[2, 2, 0], 1, /^shape \(2, 2, 0\) holds no values$/],
  ];
  for (const [shape, axis, message] of refused) {
    it(`refuses shape (${shape.join(", ")}) with channel axis ${axis}`, () =>
      assert.rejects(sumExamples(tensorOf(new Float64Array(elementCount(shape)), shape), axis), { message }));
  }
});

/** Gathered value by value. */
function plainSums(values: Float64Array, shape: readonly number[], axis: number) {
  const channels = shape[axis]!;
  const inner = elementCount(shape.slice(axis + 1));
  const perExample = elementCount(shape.slice(1));
  const groups = Array.from({ length: shape[0]! * channels }, (): number[] => []);
  values.forEach((x, i) => {
    groups[Math.floor(i / perExample) * channels + (Math.floor(i / inner) % channels)]!.push(x);
  });
  const mean = groups.map((group) => group.reduce((sum, x) => sum + x, 0) / group.length);
  const m2 = groups.map((group, i) => group.reduce((sum, x) => sum + (x - mean[i]!) ** 2, 0));
  return { sizes: [shape[0]!, channels, perExample / channels], mean, m2 };
}

function near(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  for (const [i, x] of expected.entries()) assert.ok(Math.abs(actual[i]! - x) <= tolerance, `${actual[i]}, not ${x}`);
}
