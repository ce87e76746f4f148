import assert from "node:assert/strict";
import fc from "fast-check";
import { appendProfile } from "../../../src/engine/appendProfile";
import { profileTwin } from "../../../src/engine/kernels/profileTwin";
import { finishLayer, startLayer } from "../../../src/engine/layer";
import { type Profile, profileTensor } from "../../../src/engine/profile";
import type { Statistics } from "../../../src/engine/report";
import { tensorOf } from "./inMemory";

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1000, max: 1000 }).map((x) => (Math.abs(x) < 1e-3 ? 0 : x)) },
  fc.constantFrom(Number.NaN, Infinity, -Infinity),
);
const CHANNELS = 3;
const batch = fc.array(fc.array(value, { minLength: 2 * CHANNELS, maxLength: 2 * CHANNELS }), {
  minLength: 1,
  maxLength: 4,
});

const profile = (values: readonly number[], shape: readonly number[], axis: number | null) =>
  profileTensor(tensorOf(values, shape), axis, profileTwin);
const layer = (of: Profile) => finishLayer("x", "", startLayer(of, 1), { momentum: 0.1, convention: "pytorch" });

describe("A profile of batches", () => {
  it("is that of the batches behind each other, places included", async () => {
    await fc.assert(
      fc.asyncProperty(batch, batch, async (first, second) => {
        const shape = (examples: readonly unknown[]) => [examples.length, CHANNELS, 2];
        const [one, other] = [
          await profile(first.flat(), shape(first), 1),
          await profile(second.flat(), shape(second), 1),
        ];
        const all = [...first, ...second];
        const whole = layer(await profile(all.flat(), shape(all), 1));
        const appended = layer(appendProfile(one, other));
        assert.deepEqual(appended.shape, whole.shape);
        sameStatistics(appended.statistics, whole.statistics);
        for (const key of ["min", "max", "zeroFraction", "nonFinite"] as const)
          assert.deepEqual(appended.channels![key], whole.channels![key]);
        near([...appended.channels!.mean], [...whole.channels!.mean]);
        near([...appended.channels!.variance], [...whole.channels!.variance]);
      }),
    );
  });

  it("has no channels where batches have different ones, and counts as the values do", async () => {
    const one = await profile([1, 2, 3, 4], [1, 4], 1);
    const other = await profile([5, 6], [1, 2], 1);
    const { channels, channelAxis, shape, statistics } = layer(appendProfile(one, other));
    assert.deepEqual([channels, channelAxis, shape], [null, null, [6]]);
    const { count, mean, min, max, argmax } = statistics;
    assert.deepEqual({ count, mean, min, max, argmax }, { count: 6, mean: 3.5, min: 1, max: 6, argmax: 5 });
    assert.ok(Math.abs(statistics.variance - 35 / 12) < 1e-12);
  });

  it("of single numbers has as many entries as there were", async () => {
    const one = await profile([1], [], null);
    const appended = layer(appendProfile(one, await profile([3], [], null)));
    assert.deepEqual([appended.shape, appended.statistics.mean], [[2], 2]);
  });

  it("is refused where dtypes differ", async () => {
    const one = await profile([1], [1], null);
    const other = await profileTensor(tensorOf(Float32Array.of(1), [1]), null, profileTwin);
    assert.throws(() => appendProfile(one, other), /^Error: dtype float32, but float64 before$/);
  });
});

function sameStatistics(actual: Statistics, expected: Statistics): void {
  const { mean, variance, standardDeviation, skewness, kurtosis, ...exact } = actual;
  const { mean: m, variance: v, standardDeviation: s, skewness: g1, kurtosis: g2, ...others } = expected;
  assert.deepEqual(exact, others);
  near([mean, variance, standardDeviation], [m, v, s]);
  // Standardized moments of hardly any spread are of rounding.
  if (s > 1e-3) near([skewness, kurtosis], [g1, g2]);
}

function near(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) {
    const isNear = Object.is(actual[i], value) || Math.abs(actual[i]! - value) <= 1e-9 * Math.max(1, Math.abs(value));
    assert.ok(isNear, `${actual[i]}, expected ${value}`);
  }
}
