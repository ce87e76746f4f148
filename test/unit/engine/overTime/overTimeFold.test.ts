import assert from "node:assert/strict";
import fc from "fast-check";
import { wassersteinOf } from "../../../../src/engine/overTime/distance";
import { createOverTimeFold } from "../../../../src/engine/overTime/overTimeFold";
import type { Statistics } from "../../../../src/engine/report";
import { quantilesOf } from "../../../../src/engine/statistics/quantiles";
import { normals } from "../run/samples";
import { distributed } from "./samples";

const budget = () => ({ bytes: 2 ** 24 });

/** As much as bins need of it. */
function statisticsOf(values: readonly number[]): Statistics {
  const sorted = Float64Array.from(values).sort();
  const [min, max] = [sorted[0]!, sorted.at(-1)!];
  const buckets = { lower: sorted, value: sorted, count: sorted.map(() => 1) };
  return { min, max, quantiles: quantilesOf(buckets, min, max) } as unknown as Statistics;
}

function foldOf(steps: readonly (readonly number[])[], most = 100, training: (step: number) => boolean = () => true) {
  const fold = createOverTimeFold(budget());
  for (const [step, values] of steps.entries()) fold.add(step, training(step), distributed(values), most);
  return fold;
}

describe("a layer's distribution over time", () => {
  it("counts every value of every step between edges that all steps share", () => {
    const value = fc.float({ min: -1000, max: 1000, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 2 ** -120);
    const steps = fc.array(fc.array(value, { minLength: 1, maxLength: 80 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(steps, (values) => {
        const { edges, counts } = foldOf(values).finish(statisticsOf(values.flat()), [])!;
        assert.ok(edges.length >= 2 && edges.length <= 67);
        assert.ok(edges.every((edge, i) => i === 0 || edge >= edges[i - 1]!));
        counts.forEach((bins, step) => {
          assert.equal(
            bins.reduce((sum, count) => sum + count, 0),
            values[step]!.length,
          );
          edges.slice(1, -1).forEach((edge, i) => {
            const below = bins.slice(0, i + 1).reduce((sum, count) => sum + count, 0);
            assert.equal(below, values[step]!.filter((x) => x < edge || (x === edge && x < 0)).length);
          });
        });
      }),
    );
  });

  it("shows a normal distribution in bins that the eye can tell apart, however far it has moved", () => {
    const random = normals(3);
    const sample = (mean: number) => Array.from({ length: 3000 }, () => mean + random());
    const values = [0, 1, 2, 3].map(sample);
    const { edges, counts } = foldOf(values).finish(statisticsOf(values.flat()), [])!;
    assert.ok(edges.length > 25);
    for (const bins of counts) assert.ok(bins.filter((count) => count > 0).length > 15);
  });

  it("tells how far each step has moved, from the step before and from the first", () => {
    const values = [[0], [1], [4], [4]];
    const { fromPrevious, fromFirst } = foldOf(values).finish(statisticsOf(values.flat()), [])!;
    const moved = wassersteinOf(distributed([1]), distributed([4]));
    const [one, four] = [1, 4].map((x) => wassersteinOf(distributed([0]), distributed([x])));
    assert.deepEqual(Array.from(fromPrevious.wasserstein), [Number.NaN, one, moved, 0]);
    assert.deepEqual(Array.from(fromFirst.wasserstein), [0, one, four, four]);
    assert.deepEqual(Array.from(fromFirst.jensenShannon), [0, 1, 1, 1]);
  });

  it("leaves evaluations out as soon as there is training", () => {
    const values = [[9], [1], [2], [9], [3]];
    const { steps, fromFirst } = foldOf(values, 100, (step) => step === 1 || step === 2 || step === 4).finish(
      statisticsOf([1, 2, 3]),
      [],
    )!;
    assert.deepEqual(steps, [1, 2, 4]);
    assert.equal(fromFirst.wasserstein[0], 0);
    assert.deepEqual(foldOf(values, 100, () => false).finish(statisticsOf([1, 9]), [])!.steps, [0, 1, 2, 3, 4]);
  });

  it("keeps few steps of many, among them the farthest jump, each measured from the step right before it", () => {
    const values = Array.from({ length: 1000 }, (_, step) => [step === 777 ? 50 : step % 2 === 0 ? 1 : 2]);
    const { steps, logged, fromPrevious } = foldOf(values, 32).finish(statisticsOf([1, 2, 50]), [])!;
    assert.ok(steps.length <= 32);
    assert.equal(logged, 1000);
    assert.ok(fromPrevious.wasserstein[steps.indexOf(777)]! > 47);
    const even = steps.findIndex((step) => step > 0 && step < 777 && step % 2 === 0);
    assert.equal(fromPrevious.wasserstein[even], wassersteinOf(distributed([1]), distributed([2])));
  });

  it("is none of a single step, of steps without values, and where memory is spent", () => {
    assert.equal(foldOf([[1]]).finish(statisticsOf([1]), []), null);
    assert.equal(foldOf([[1], [], []]).finish(statisticsOf([1]), []), null);
    const small = { bytes: 20 };
    const fold = createOverTimeFold(small);
    for (const step of [0, 1, 2]) fold.add(step, true, distributed([1, 2, 3]), 100);
    assert.equal(fold.finish(statisticsOf([1, 3]), []), null);
    assert.equal(small.bytes, 20);
  });
});
