import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bins, binsOf, countBelow, totalOf } from "../../../../src/engine/summaries/bins";
import { driftsOf } from "../../../../src/engine/summaries/drift";
import { commonEdges, countsBetween, mixtureQuantiles } from "../../../../src/engine/summaries/mixture";
import type { LoggedHistogram } from "../../../../src/engine/summaries/summary";

function logged(
  edges: readonly number[],
  counts: readonly number[],
  part: Partial<LoggedHistogram> = {},
): LoggedHistogram {
  const [min, max] = [edges[0]!, edges.at(-1)!];
  return { edges: Float64Array.from(edges), counts: Float64Array.from(counts), sums: null, min, max, ...part };
}

/** Bins of any widths, some of none, with at least one value. */
const anyLogged = fc
  .tuple(
    fc.integer({ min: -1000, max: 1000 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20 })), {
      minLength: 1,
      maxLength: 400,
    }),
  )
  .map(([from, bins]) => {
    const edges = [from];
    for (const [width] of bins) edges.push(edges.at(-1)! + width / 8);
    return logged(
      edges,
      bins.map(([, count], i) => count + (i === 0 ? 1 : 0)),
    );
  });

describe("Bins of a histogram", () => {
  it("end where the values do, whatever the writer's limits are", () => {
    const { edges, upTo } = binsOf(logged([-10, 0, 10, 1e20], [0, 3, 1], { min: 2, max: 12 }))!;
    assert.deepEqual([edges, upTo], [Float64Array.of(2, 10, 12), Float64Array.of(0, 3, 4)]);
  });

  it("become one where they adjoin and are empty", () => {
    const { edges } = binsOf(logged([0, 1, 2, 3, 4, 5], [1, 0, 0, 0, 2]))!;
    assert.deepEqual(edges, Float64Array.of(0, 1, 4, 5));
  });

  it("are none where nothing was counted, or extremes are not finite", () => {
    assert.equal(binsOf(logged([0, 1], [0])), null);
    assert.equal(binsOf(logged([0, 1 / 0], [1])), null);
    assert.equal(binsOf(logged([], [])), null);
  });

  it("hold every value, ascend, and are 257 at most", () => {
    fc.assert(
      fc.property(anyLogged, (histogram) => {
        const bins = binsOf(histogram)!;
        assert.equal(
          totalOf(bins),
          histogram.counts.reduce((a, b) => a + b, 0),
        );
        assert.ok(bins.edges.length <= 258);
        assert.ok(bins.edges.every((edge, i) => i === 0 || edge >= bins.edges[i - 1]!));
        assert.ok(bins.upTo.every((count, i) => i === 0 || count >= bins.upTo[i - 1]!));
      }),
    );
  });
});

describe("Steps put together", () => {
  const steps = fc.array(anyLogged, { minLength: 1, maxLength: 5 }).map((all) => all.map((one) => binsOf(one)!));

  it("keep their number of values between any edges", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const edges = commonEdges(all, mixtureQuantiles(all));
        for (const step of all) {
          const counts = countsBetween(step, edges);
          assert.ok(Math.abs(counts.reduce((a, b) => a + b, 0) - totalOf(step)) <= 0.005 * edges.length);
          assert.ok(counts.every((count) => count >= 0));
        }
      }),
    );
  });

  it("have quantiles that ascend, below which the wanted share of values lies", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const total = all.reduce((sum, bins) => sum + totalOf(bins), 0);
        const quantiles = mixtureQuantiles(all);
        quantiles.forEach(([p, value], i) => {
          assert.ok(i === 0 || value >= quantiles[i - 1]![1]);
          const [low, high] = [value - 1e-6, value + 1e-6].map((x) =>
            all.reduce((sum, bins) => sum + countBelow(bins, x), 0),
          );
          assert.ok(low! <= p * total + 1e-6 && high! >= p * total - 1e-6, `${low} to ${high} of ${p * total}`);
        });
      }),
    );
  });

  it("have the quantiles of an even distribution where they are one bin", () => {
    const bins = binsOf(logged([0, 10], [100]))!;
    for (const [p, value] of mixtureQuantiles([bins])) assert.ok(Math.abs(value - 10 * p) < 1e-9);
  });

  it("leave one bin a tail where few values lie far out", () => {
    const bins = binsOf(logged([0, 1, 1000], [1e6, 1]))!;
    const edges = commonEdges([bins], mixtureQuantiles([bins]));
    assert.equal(edges.length, 66);
    assert.ok(edges[64]! < 4 && edges[65] === 1000);
  });
});

describe("Drift between steps of common bins", () => {
  const shifted = (by: number): Bins => binsOf(logged([by, by + 1], [8]))!;

  it("is the way that values were moved, where they moved together", () => {
    const edges = Float64Array.from({ length: 41 }, (_, i) => i / 8);
    const counts = [0, 1, 3].map((by) => countsBetween(shifted(by), edges));
    const { fromFirst, fromPrevious } = driftsOf(edges, counts);
    assert.deepEqual(Array.from(fromFirst.wasserstein), [0, 1, 3]);
    assert.deepEqual(Array.from(fromPrevious.wasserstein), [Number.NaN, 1, 2]);
    assert.deepEqual(Array.from(fromFirst.jensenShannon), [0, 1, 1]);
  });

  it("is the same either way, and none from a step to itself", () => {
    const counts = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 })
      .filter((all) => all.some(Boolean));
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const edges = Float64Array.from({ length: 9 }, (_, i) => i);
        const of = (...all: readonly number[][]) =>
          driftsOf(
            edges,
            all.map((one) => Float64Array.from(one)),
          ).fromPrevious;
        const [there, back] = [of(a, b), of(b, a)];
        assert.ok(Math.abs(there.wasserstein[1]! - back.wasserstein[1]!) < 1e-12);
        assert.ok(Math.abs(there.jensenShannon[1]! - back.jensenShannon[1]!) < 1e-12);
        assert.deepEqual([of(a, a).wasserstein[1], of(a, a).jensenShannon[1]], [0, 0]);
      }),
    );
  });
});
