import assert from "node:assert/strict";
import { sumPairs } from "../../../../src/engine/whatIf/pairSums";
import { tensorOf } from "../inMemory";
import { normalValues } from "./samples";

describe("joint moments of two tensors", () => {
  const cases: readonly [string, readonly number[], number, "C" | "F"][] = [
    ["features", [50, 3], 1, "C"],
    ["images", [6, 5, 4, 3], 1, "C"],
    ["channels that come last", [6, 4, 5], 2, "C"],
    ["Fortran order", [6, 5, 4], 1, "F"],
    ["more than a block", [40, 2, 1000], 1, "C"],
  ];
  for (const [what, shape, axis, order] of cases) {
    it(`are those of each channel: ${what}`, async () => {
      const length = shape.reduce((a, b) => a * b);
      const x = normalValues(length, 1).map((one, i) => 1000 + one + (i % 7));
      const other = normalValues(length, 2).map((one, i) => x[i]! + 0.1 * one - 3);
      let bytes = 0;
      const found = await sumPairs(
        tensorOf(x, shape, { order }),
        tensorOf(other, shape, { order, chunk: 77 }),
        axis,
        (n) => {
          bytes += n;
        },
      );
      assert.equal(bytes, 16 * length);
      for (let c = 0; c < shape[axis]!; c++) {
        const own = [...x.keys()].filter((i) => channelOf(i, shape, axis, order) === c);
        const [values, shifts] = [own.map((i) => x[i]!), own.map((i) => x[i]! - other[i]!)];
        near(found.batch.mean[c]!, mean(values));
        near(found.shift.mean[c]!, mean(shifts));
        near(found.batch.variance[c]!, covariance(values, values));
        near(found.shift.variance[c]!, covariance(shifts, shifts));
        near(found.covariance[c]!, covariance(values, shifts));
      }
    });
  }

  it("do not depend on the other's dtype", async () => {
    const x = normalValues(60, 3).map(Math.fround);
    const [wide, narrow] = await Promise.all(
      [x, Float32Array.from(x)].map((other) => sumPairs(tensorOf(x, [20, 3]), tensorOf(other, [20, 3]), 1)),
    );
    assert.deepEqual(wide, narrow);
  });

  it("are refused of tensors in another storage order", () =>
    assert.rejects(
      sumPairs(tensorOf(normalValues(6, 1), [2, 3]), tensorOf(normalValues(6, 1), [2, 3], { order: "F" }), 1),
      {
        message: "values in order C in training, but F in inference: save both alike, by NumPy's ascontiguousarray",
      },
    ));
});

function channelOf(index: number, shape: readonly number[], axis: number, order: "C" | "F"): number {
  const axes = order === "C" ? shape.slice(axis + 1) : shape.slice(0, axis);
  return Math.floor(index / axes.reduce((a, b) => a * b, 1)) % shape[axis]!;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [ofA, ofB] = [mean(a), mean(b)];
  return mean(a.map((one, i) => (one - ofA) * (b[i]! - ofB)));
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9, `${actual}, not ${expected}`);
}
