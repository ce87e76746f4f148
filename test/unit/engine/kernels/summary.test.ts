import assert from "node:assert/strict";
import fc from "fast-check";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { createNormWasm } from "../../../../src/engine/kernels/normWasm";
import { numbersOf } from "./normWasmCases";

/**
 * Of the deviation. Beyond 2^16 values float32 is summed in float32 lanes over short chains, whose errors of 6e-8 average
 * out; a million terms of float64 that are all alike, after an outlier, cost the twin itself 1e-11.
 */
const TOLERANCES = { float32: 5e-7, float64: 1e-10 };

const DATA: Readonly<Record<string, (draw: () => number, i: number) => number>> = {
  normal: (draw) => draw(),
  constant: () => 0.1,
  "mean 1e4, deviation 1e-2": (draw) => 1e4 + 1e-2 * draw(),
  "offset 1e8": (draw) => 1e8 + 100 * draw(),
  huge: (draw) => 1e30 * draw(),
  tiny: (draw) => 1e-30 * draw(),
  denormal: (draw) => 1e-40 * draw(),
  drifting: (draw, i) => i * 1e-3 + draw(),
  "an outlier first": (draw, i) => (i === 0 ? 1e12 : draw()),
  "NaN and infinities": (draw, i) => (i % 301 === 7 ? [Number.NaN, Infinity, -Infinity][i % 3]! : draw()),
  "nothing finite": () => Number.NaN,
};

/** None, fewer than a vector, odd ones, over 2^16, and over one slab of 2^20. */
const LENGTHS = [0, 1, 3, 7, 8, 257, 2 ** 16 + 3, 2 ** 20 + 5];

for (const dtype of ["float32", "float64"] as const) {
  describe(`a summary of ${dtype}`, () => {
    for (const [name, value] of Object.entries(DATA)) {
      it(`agrees with the twin's on ${name}`, () => {
        for (const length of LENGTHS) same(dtype, length, value, 1);
      });
    }

    it("agrees with the twin's at random", () => {
      const cases = fc.tuple(fc.nat(2000), fc.constantFrom(...Object.values(DATA)), fc.integer());
      fc.assert(fc.property(cases, ([length, value, seed]) => same(dtype, length, value, seed)));
    });
  });
}

function same(
  dtype: "float32" | "float64",
  length: number,
  value: (draw: () => number, i: number) => number,
  seed: number,
): void {
  const [actual, expected] = [createNormWasm(2 ** 24), createNormTwin()].map((kernels) => {
    // Off the 16-byte grid, as an example's values may be.
    const values = kernels[dtype](length + 1).subarray(1);
    const draw = numbersOf(seed);
    for (let i = 0; i < length; i++) values[i] = value(draw, i);
    return kernels.summarize(values);
  }) as [ReturnType<typeof summaryOf>, ReturnType<typeof summaryOf>];
  const { mean, variance, ...exact } = expected;
  assert.deepEqual({ ...actual, mean, variance }, { ...exact, mean, variance });
  const deviation = Math.sqrt(variance);
  near(`mean of ${length}`, actual.mean, mean, TOLERANCES[dtype] * deviation + 1e-15 * Math.abs(mean));
  near(`variance of ${length}`, actual.variance, variance, TOLERANCES[dtype] * variance);
}

const summaryOf = createNormTwin().summarize;

function near(what: string, actual: number, expected: number, allowed: number): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= allowed) return;
  assert.fail(`${what}: ${actual}, but the twin says ${expected}`);
}
