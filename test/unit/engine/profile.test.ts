import assert from "node:assert/strict";
import fc from "fast-check";
import { profileTwin } from "../../../src/engine/kernels/profileTwin";
import { createProfileWasm } from "../../../src/engine/kernels/profileWasm";
import { addStep, finishLayer, startLayer } from "../../../src/engine/layer";
import { profileTensor } from "../../../src/engine/profile";
import type { Layer } from "../../../src/engine/report";
import type { Tensor } from "../../../src/engine/tensor";
import { layerBy, tensorOf } from "./inMemory";

const AVERAGING = { momentum: 0.1, convention: "pytorch" } as const;
/** Values for which sums of fourth powers neither overflow nor vanish. */
const moderate = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((x) => (Math.abs(x) < 1e-6 ? 0 : x));
const anything = fc.oneof({ weight: 8, arbitrary: moderate }, fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0));
const values = (minLength = 1) => fc.array(anything, { minLength, maxLength: 300 });

for (const [kernels, summing] of [
  ["the plain kernels", profileTwin],
  ["the compiled kernels", createProfileWasm()],
] as const) {
  describe(`profile of a tensor by ${kernels}`, () => {
    const layerOf = (tensor: Tensor, channelAxis: number | null = null) => layerBy(summing, tensor, channelAxis);

    it("does not depend on how the bytes arrive", async () => {
      await fc.assert(
        fc.asyncProperty(values(), fc.integer({ min: 1, max: 50 }), async (data, chunk) => {
          assert.deepEqual(await layerOf(tensorOf(data, undefined, { chunk })), await layerOf(tensorOf(data)));
        }),
      );
    });

    it("counts every value exactly once", async () => {
      await fc.assert(
        fc.asyncProperty(values(), async (data) => {
          const s = (await layerOf(tensorOf(data))).statistics;
          const finite = data.filter(Number.isFinite);
          assert.equal(s.count, data.length);
          assert.equal(s.nan, data.filter(Number.isNaN).length);
          assert.equal(s.positiveInfinity + s.negativeInfinity + s.nan, data.length - finite.length);
          assert.equal(s.zero, data.filter((x) => x === 0).length);
          assert.equal(sum(s.histogram.counts), finite.length);
          assert.equal(
            s.firstNonFinite,
            firstIndex(data, (x) => !Number.isFinite(x)),
          );
          assert.equal(s.argmin, finite.length ? data.indexOf(Math.min(...finite)) : null);
          assert.equal(s.argmax, finite.length ? data.indexOf(Math.max(...finite)) : null);
        }),
      );
    });

    it("counts the histogram as NumPy would with its edges", async () => {
      await fc.assert(
        fc.asyncProperty(values(2), async (data) => {
          const { edges, counts } = (await layerOf(tensorOf(data))).statistics.histogram;
          const finite = data.filter(Number.isFinite);
          counts.forEach((count, i) => {
            const last = i === counts.length - 1;
            const inside = finite.filter((x) => x >= edges[i]! && (x < edges[i + 1]! || (last && x === edges[i + 1])));
            assert.equal(count, inside.length, `bin ${i} from ${edges[i]} to ${edges[i + 1]}`);
          });
        }),
      );
    });

    it("gives quantiles within a relative 2^-8 of the order statistics", async () => {
      const positive = fc.double({ noNaN: true, min: 5e-324, max: 1e300 });
      await fc.assert(
        fc.asyncProperty(fc.array(positive, { minLength: 1, maxLength: 200 }), async (data) => {
          const ascending = data.toSorted((a, b) => a - b);
          for (const [p, value] of (await layerOf(tensorOf(data))).statistics.quantiles) {
            const place = p * (data.length - 1);
            const [low, high] = [ascending[Math.floor(place)]!, ascending[Math.ceil(place)]!];
            const exact = low * (1 - (place % 1)) + high * (place % 1);
            assert.ok(Math.abs(value - exact) <= exact * 2 ** -8 + 5e-324, `p ${p}: ${value} for ${exact}`);
          }
        }),
      );
    });

    it("moves with a shift by a power of two and grows with a scale", async () => {
      const small = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(
          small,
          fc.integer({ min: 0, max: 40 }),
          fc.integer({ min: -20, max: 20 }),
          async (data, s, k) => {
            const before = (await layerOf(tensorOf(data))).statistics;
            const after = (await layerOf(tensorOf(data.map((x) => (x + 2 ** s) * 2 ** k)))).statistics;
            near(after.mean, (before.mean + 2 ** s) * 2 ** k, 1e-12);
            near(after.variance, before.variance * 4 ** k, 1e-11);
            if (before.variance > 0) {
              near(after.skewness, before.skewness, 1e-9, 1e-9);
              near(after.kurtosis, before.kurtosis, 1e-9, 1e-9);
            }
          },
        ),
      );
    });

    it("is the same for a permuted tensor, channels in their new order", async () => {
      const arbitrary = fc.tuple(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
      );
      await fc.assert(
        fc.asyncProperty(arbitrary, fc.infiniteStream(moderate), async ([n, c, inner], stream) => {
          const data = [...stream.take(n * c * inner)];
          const first = await layerOf(tensorOf(data, [n, c, inner]), 1);
          const last = await layerOf(tensorOf(channelLast(data, n, c, inner), [n, inner, c]), 2);
          sameChannels(last, first);
          near(last.statistics.mean, first.statistics.mean, 1e-9, 1e-9);
        }),
      );
    });

    it("reads Fortran order as the transposed tensor, places in C order", async () => {
      const shape = fc.tuple(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
      );
      await fc.assert(
        fc.asyncProperty(shape, fc.infiniteStream(fc.integer({ min: -2, max: 2 })), async ([a, b, c], stream) => {
          const data = [...stream.take(a * b * c)];
          const storage = Array.from({ length: a * b * c }, (_, i) => {
            const [x, y, z] = [i % a, Math.floor(i / a) % b, Math.floor(i / (a * b))];
            return data[(x * b + y) * c + z]!;
          });
          const expected = await layerOf(tensorOf(data, [a, b, c]), 1);
          const actual = await layerOf(tensorOf(storage, [a, b, c], { order: "F" }), 1);
          assert.equal(actual.statistics.argmin, expected.statistics.argmin);
          assert.equal(actual.statistics.argmax, expected.statistics.argmax);
          sameChannels(actual, expected);
        }),
      );
    });

    it("adds steps as if they were one tensor", async () => {
      const step = fc.array(anything, { minLength: 12, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
          const whole = await layerOf(tensorOf(steps.flat(), [2 * steps.length, 3, 2]), 1);
          const layer = startLayer(await profileTensor(tensorOf(steps[0]!, [2, 3, 2]), 1, summing), 1);
          for (const [i, data] of steps.slice(1).entries()) {
            addStep(layer, await profileTensor(tensorOf(data, [2, 3, 2]), 1, summing), i + 2);
          }
          const merged = finishLayer("x", "", layer, AVERAGING);
          assert.deepEqual(merged.statistics.quantiles, whole.statistics.quantiles);
          assert.deepEqual(merged.statistics.histogram, whole.statistics.histogram);
          assert.equal(merged.statistics.count, whole.statistics.count);
          near(merged.statistics.variance, whole.statistics.variance, 1e-9, 1e-9);
          sameChannels(merged, whole);
        }),
      );
    });

    it("keeps its precision where the offset dwarfs the spread, and an outlier comes first", async () => {
      const noise = Array.from({ length: 20_000 }, (_, i) => Math.sin(i * i));
      const plain = (await layerOf(tensorOf(noise))).statistics;
      const offset = (await layerOf(tensorOf(noise.map((x) => x + 1e8)))).statistics;
      near(offset.variance, plain.variance, 1e-8);
      const outlier = await layerOf(tensorOf([1e30, ...noise, -1e30], [10_001, 2]), 1);
      assert.equal(outlier.channels!.max[0], 1e30);
    });

    it("refuses a step of other channels or another dtype", async () => {
      const layer = startLayer(await profileTensor(tensorOf([1, 2, 3, 4], [2, 2]), 1, summing), 1);
      const wide = await profileTensor(tensorOf([1, 2, 3, 4], [1, 4]), 1, summing);
      assert.throws(() => addStep(layer, wide, 2), /4 channels of shape \(1, 4\), but \(2, 2\) .* which has 2/);
      const single = await profileTensor(tensorOf(Float32Array.of(1, 2), [1, 2]), 1, summing);
      assert.throws(() => addStep(layer, single, 2), /dtype float32, but float64/);
    });
  });
}

function channelLast(data: readonly number[], n: number, c: number, inner: number): number[] {
  return Array.from({ length: data.length }, (_, i) => {
    const [row, place, channel] = [Math.floor(i / (inner * c)), Math.floor(i / c) % inner, i % c];
    return data[row * c * inner + channel * inner + place]!;
  }).slice(0, n * c * inner);
}

function sameChannels(actual: Layer, expected: Layer): void {
  for (const key of ["min", "max", "zeroFraction", "nonFinite"] as const) {
    assert.deepEqual(actual.channels![key], expected.channels![key], key);
  }
  for (const key of ["mean", "variance"] as const) {
    actual.channels![key].forEach((value, c) => {
      near(value, expected.channels![key][c]!, 1e-9, 1e-9);
    });
  }
}

function near(actual: number, expected: number, relative: number, absolute = 0): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= Math.abs(expected) * relative + absolute) return;
  assert.fail(`${actual} is not ${expected} within ${relative}`);
}

function firstIndex(data: readonly number[], fits: (x: number) => boolean): number | null {
  const index = data.findIndex(fits);
  return index === -1 ? null : index;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
