import assert from "node:assert/strict";
import fc from "fast-check";
import { createCodeTable, fewCodeBuckets } from "../../../../src/engine/statistics/codeTable";
import { createFloatTable, FLOAT32, FLOAT64, fewFloatBuckets } from "../../../../src/engine/statistics/floatTable";
import { DTYPE_BYTES, type Dtype } from "../../../../src/engine/tensor";

const DTYPES = Object.keys(DTYPE_BYTES) as Dtype[];

/** Values beside each other, so that some share a bucket, and of all sizes. */
const near = fc.tuple(fc.double({ noNaN: true }), fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 20 }));
const beside = near.map(([value, steps]) => steps.map((step) => value * (1 + step / 200)));
const special = fc.constantFrom(
  0,
  -0,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  -(2 ** -130),
  2 ** -1074,
  2 ** -1040,
);
const anything = fc.oneof(fc.double(), fc.float(), special).map((value) => [value]);
const numbers = fc.array(fc.oneof(anything, beside), { maxLength: 60 }).map((parts) => parts.flat());

describe("buckets of few values are those of a table", () => {
  for (const [name, format, Values] of [
    ["float32", FLOAT32, Float32Array],
    ["float64", FLOAT64, Float64Array],
  ] as const) {
    it(`for ${name}`, () => {
      fc.assert(
        fc.property(numbers, (drawn) => {
          const values = new Values(drawn);
          const table = createFloatTable(format);
          table.add(new Uint8Array(values.buffer));
          assert.deepEqual(fewFloatBuckets(format, values), table.take());
        }),
      );
    });
  }

  for (const dtype of DTYPES.filter((one) => DTYPE_BYTES[one] === 2)) {
    it(`for ${dtype}`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat(2 ** 16 - 1), { maxLength: 100 }), (drawn) => {
          const codes = new Uint16Array(drawn);
          const table = createCodeTable(dtype);
          table.add(new Uint8Array(codes.buffer));
          assert.deepEqual(fewCodeBuckets(dtype, codes), table.take());
        }),
      );
    });
  }
});
