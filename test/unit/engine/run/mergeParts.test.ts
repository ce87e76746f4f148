import assert from "node:assert/strict";
import fc from "fast-check";
import { type LayerStep, mergeParts } from "../../../../src/engine/run/mergeParts";
import { layerPart } from "./samples";

/** The micro-batches of two channels of one step, with values that may be anywhere. */
const batches = fc.array(
  fc.tuple(
    fc.array(fc.tuple(fc.float({ min: -4, max: 4, noNaN: true }), fc.float({ min: -4, max: 4, noNaN: true })), {
      minLength: 1,
      maxLength: 20,
    }),
    fc.constantFrom(0, 1e3, -1e6),
  ),
  { minLength: 1, maxLength: 6 },
);

describe("Merging the micro-batches of a step", () => {
  it("gives what all values in one batch would, to 1e-12", () => {
    fc.assert(
      fc.property(batches, (drawn) => {
        const parts = drawn.map(([rows, offset]) => rows.map((row) => row.map((x) => x + offset)));
        const merged = mergeParts(
          0,
          parts.map((rows) => layerPart(rows)),
          1,
        );
        const whole = mergeParts(0, [layerPart(parts.flat())], 1);
        assertClose(merged, whole, 1e-12);
      }),
    );
  });

  it("does not depend on their order, to 1e-12", () => {
    fc.assert(
      fc.property(batches, fc.infiniteStream(fc.nat()), (drawn, random) => {
        const parts = drawn.map(([rows, offset]) => layerPart(rows.map((row) => row.map((x) => x + offset))));
        const shuffled = parts
          .map((part) => ({ part, key: random.next().value! }))
          .sort((a, b) => a.key - b.key)
          .map(({ part }) => part);
        assertClose(mergeParts(0, shuffled, 1), mergeParts(0, parts, 1), 1e-12);
      }),
    );
  });

  it("takes the buffers of the first rank after its last micro-batch", () => {
    const parts = [1, 2, 3].map((mean) => layerPart([[0, 0]], { runningMean: Float64Array.of(mean, mean) }));
    assert.deepEqual(mergeParts(0, parts, 2).buffers.runningMean, Float64Array.of(2, 2));
  });

  it("counts neither extremes nor means of no finite values", () => {
    const bad = layerPart([[Number.NaN, 1]], { mean: Float64Array.of(Number.NaN, 1), min: Float64Array.of(0, 1) });
    const { sums } = mergeParts(0, [bad, layerPart([[5, 5]])], 1);
    assert.equal(sums.min[0], 5);
    assert.equal(sums.moments.mean[0], 5);
    assert.deepEqual(sums.nonFinite, Float64Array.of(1, 0));
  });

  it("refuses parts of other channels", () => {
    assert.throws(() => mergeParts(0, [layerPart([[1, 2]]), layerPart([[1]])], 1), /^Error: 1 channels, but 2 in/);
  });
});

/** Means within so much of the largest value, sums of squares of the whole sum about 0. */
function assertClose(actual: LayerStep, expected: LayerStep, tolerance: number): void {
  assert.equal(actual.count, expected.count);
  const [a, b] = [actual.sums, expected.sums];
  assert.deepEqual([a.min, a.max, a.zero, a.moments.count], [b.min, b.max, b.zero, b.moments.count]);
  for (let c = 0; c < b.zero.length; c++) {
    const mean = (moments: typeof a.moments) => moments.mean[c]! + moments.meanLow[c]!;
    const largest = Math.max(Math.abs(b.min[c]!), Math.abs(b.max[c]!));
    assert.ok(Math.abs(mean(a.moments) - mean(b.moments)) <= tolerance * largest);
    assert.ok(Math.abs(a.moments.m2[c]! - b.moments.m2[c]!) <= tolerance * b.moments.count[c]! * largest ** 2);
  }
}
