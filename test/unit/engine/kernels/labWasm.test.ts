import assert from "node:assert/strict";
import fc from "fast-check";
import type { LabKernels } from "../../../../src/engine/kernels/labKernels";
import { createLabTwin } from "../../../../src/engine/kernels/labTwin";
import { createLabWasm } from "../../../../src/engine/kernels/labWasm";
import { uniform } from "../methods/methodCase";

/** Sums of float32 in float32: an addition rounds by 6e-8 of a sum of up to `inner` values below 1. */
const ROUNDING = 2 ** -24;

const size = fc.integer({ min: 0, max: 19 });

describe("matrix products, compiled and plain", () => {
  it("are the same for rows, columns and sums of any length, transposed or added or not", () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (rows, inner, columns, transposed, add) => {
        const [actual, expected] = [createLabWasm(2 ** 17), createLabTwin()].map((kernels) => {
          return product(kernels, rows, inner, columns, transposed, add);
        });
        for (let i = 0; i < expected!.length; i++) {
          const allowed = ROUNDING * (inner + 2) ** 2;
          assert.ok(Math.abs(actual![i]! - expected![i]!) <= allowed, `${i}: ${actual![i]}, not ${expected![i]}`);
        }
      }),
    );
  });

  it("are those that they are by hand", () => {
    const kernels = createLabWasm(2 ** 17);
    const [a, b, c] = [kernels.float32(4), kernels.float32(4), kernels.float32(4)];
    a.set([1, 2, 3, 4]);
    b.set([5, 6, 7, 8]);
    kernels.multiply({ values: a, row: 2, column: 1 }, b, c, { rows: 2, inner: 2, columns: 2 }, false);
    assert.deepEqual(Array.from(c), [19, 22, 43, 50]);
    kernels.multiply({ values: a, row: 1, column: 2 }, b, c, { rows: 2, inner: 2, columns: 2 }, true);
    assert.deepEqual(Array.from(c), [19 + 26, 22 + 30, 43 + 38, 50 + 44]);
  });
});

describe("the memory of networks", () => {
  it("is given back after borrowing, also where the work fails", () => {
    const kernels = createLabWasm(2 ** 17);
    const kept = kernels.float32(16);
    for (let i = 0; i < 100; i++) kernels.borrowNow(() => kernels.float32(2 ** 13).fill(1));
    assert.throws(() => kernels.borrowNow(() => kernels.float32(2 ** 20)), /do not fit/);
    assert.deepEqual(Array.from(kernels.float32(4)), [0, 0, 0, 0]);
    assert.deepEqual(Array.from(kept.subarray(0, 2)), [0, 0]);
  });

  it("is all there again after it was cleared", () => {
    const kernels = createLabWasm(2 ** 17);
    for (let i = 0; i < 10; i++) {
      kernels.clear();
      assert.equal(kernels.float32(2 ** 13)[5], 0);
    }
  });
});

function product(
  kernels: LabKernels,
  rows: number,
  inner: number,
  columns: number,
  transposed: boolean,
  add: boolean,
): ArrayLike<number> {
  const filled = (seed: number, length: number) => {
    const array = kernels.float32(length);
    array.set(uniform(seed, length));
    return array;
  };
  const [a, b, c] = [filled(1, rows * inner), filled(2, inner * columns), filled(3, rows * columns)];
  const left = transposed ? { values: a, row: 1, column: rows } : { values: a, row: inner, column: 1 };
  kernels.multiply(left, b, c, { rows, inner, columns }, add);
  return c;
}
