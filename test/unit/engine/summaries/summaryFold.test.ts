import assert from "node:assert/strict";
import fc from "fast-check";
import type { Layer } from "../../../../src/engine/report";
import { layerNames } from "../../../../src/engine/summaries/layerNames";
import type { LoggedValue } from "../../../../src/engine/summaries/summary";
import { createSummaryFold } from "../../../../src/engine/summaries/summaryFold";

function scalar(step: number, value: number, tag = "loss"): LoggedValue {
  return { tag, step, wallTime: 1000 + step, content: { kind: "scalar", value } };
}

/** Of values as a writer sums them; one bin. */
function histogram(step: number, values: readonly number[], hasSums = true): LoggedValue {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const sum = values.reduce((a, b) => a + b, 0);
  const sumSquares = values.reduce((a, b) => a + b * b, 0);
  const counts = Float64Array.of(values.length);
  const sums = hasSums ? { count: values.length, sum, sumSquares } : null;
  const logged = { edges: Float64Array.of(min, max), counts, sums, min, max };
  return { tag: "w", step, wallTime: 0, content: { kind: "histogram", histogram: logged } };
}

function layersOf(...values: readonly LoggedValue[]): readonly Layer[] {
  const fold = createSummaryFold();
  for (const value of values) fold.add(value);
  return fold.layers("run");
}

describe("Scalars of a run", () => {
  it("are a curve with statistics over steps, the non-finite ones counted", () => {
    const [layer] = layersOf(scalar(0, 3), scalar(2, Number.NaN), scalar(3, 1), scalar(5, 1 / 0));
    assert.deepEqual([layer!.name, layer!.run, layer!.kind], ["loss", "run", "scalar"]);
    assert.deepEqual(layer!.curve!.steps, [0, 2, 3, 5]);
    assert.deepEqual(Array.from(layer!.curve!.values), [3, Number.NaN, 1, Number.POSITIVE_INFINITY]);
    assert.deepEqual(Array.from(layer!.curve!.wallTimes), [1000, 1002, 1003, 1005]);
    const { count, nan, positiveInfinity, mean, variance, min, max, argminStep, argmaxStep, firstNonFiniteStep } =
      layer!.statistics;
    assert.deepEqual([count, nan, positiveInfinity, mean, variance, min, max], [4, 1, 1, 2, 1, 1, 3]);
    assert.deepEqual([argminStep, argmaxStep, firstNonFiniteStep], [3, 0, 2]);
  });

  it("have the mean and variance of all values, however many are drawn", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 1, maxLength: 50 }),
        (values) => {
          const [layer] = layersOf(...values.map((value, step) => scalar(step, value)));
          const mean = values.reduce((a, b) => a + b, 0) / values.length;
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
          assert.ok(Math.abs(layer!.statistics.mean - mean) <= 1e-9);
          assert.ok(Math.abs(layer!.statistics.variance - variance) <= 1e-9 * (1 + variance));
        },
      ),
    );
  });

  it("are thinned beyond 2,048 steps, the first, the last and what is not finite kept", () => {
    const fold = createSummaryFold();
    for (let step = 0; step < 10_000; step++) fold.add(scalar(step, step === 4321 ? Number.NaN : step));
    const [layer] = fold.layers("");
    const { steps } = layer!.curve!;
    assert.ok(steps.length <= 2050 && steps.length > 1000, String(steps.length));
    assert.ok([0, 4321, 9999].every((step) => steps.includes(step)));
    assert.deepEqual([layer!.summarized!.logged, layer!.summarized!.kept], [10_000, steps.length]);
  });

  it("are left out and counted where their step has passed", () => {
    const [layer] = layersOf(scalar(1, 1), scalar(3, 3), scalar(2, 2), scalar(3, 30), scalar(4, 4));
    assert.deepEqual(layer!.curve!.steps, [1, 3, 4]);
    assert.equal(layer!.summarized!.leftOut, 2);
  });
});

describe("Histograms of a run", () => {
  it("add up to the mean and variance of all values by the writer's sums", () => {
    const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 8 }), (steps) => {
        const [layer] = layersOf(...steps.map((step, i) => histogram(i, step)));
        const all = steps.flat();
        const mean = all.reduce((a, b) => a + b, 0) / all.length;
        const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
        const { statistics, summarized } = layer!;
        assert.ok(Math.abs(statistics.mean - mean) <= 1e-10);
        assert.ok(Math.abs(statistics.variance - variance) <= 1e-9 * (1 + variance));
        assert.deepEqual(
          [statistics.count, statistics.min, statistics.max],
          [all.length, Math.min(...all), Math.max(...all)],
        );
        assert.equal(summarized!.moments, "sums");
      }),
    );
  });

  it("without sums have the mean and variance of values that lie evenly", () => {
    const [layer] = layersOf(histogram(0, [0, 12], false));
    assert.deepEqual([layer!.statistics.mean, layer!.statistics.variance], [6, 12]);
    assert.equal(layer!.summarized!.moments, "bins");
  });

  it("do not say what was not logged", () => {
    const [layer] = layersOf(histogram(0, [1, 2]), histogram(1, [1, 3]));
    const { nan, positiveInfinity, zero, skewness, argmin } = layer!.statistics;
    assert.deepEqual([nan, positiveInfinity, zero, skewness, argmin], [NaN, NaN, NaN, NaN, null]);
    assert.deepEqual([layer!.dtype, layer!.shape, layer!.channels, layer!.running], ["", [], null, null]);
  });

  it("whose sums are not finite are in no statistic, and counted", () => {
    const bad = histogram(1, [1, Number.NaN]);
    const [layer] = layersOf(histogram(0, [1, 3]), bad, histogram(2, [5, 7]));
    assert.equal(layer!.statistics.mean, 4);
    assert.deepEqual([layer!.summarized!.notFinite, layer!.statistics.firstNonFiniteStep], [1, 1]);
  });

  it("are thinned beyond 128 steps, and the first and the last stay", () => {
    const [layer] = layersOf(...Array.from({ length: 1000 }, (_, step) => histogram(step, [step, step + 10])));
    const { steps, logged } = layer!.overTime!;
    assert.ok(steps.length <= 129 && steps.length > 60, String(steps.length));
    assert.deepEqual([steps[0], steps.at(-1), logged], [0, 999, 1000]);
    assert.deepEqual([layer!.statistics.count, layer!.statistics.max], [2000, 1009]);
  });
});

describe("More tags than any model has", () => {
  it("are refused", () => {
    const fold = createSummaryFold();
    assert.throws(() => {
      for (let i = 0; ; i++) fold.add(scalar(0, 0, `tag ${i}`));
    }, /more than the 20000 tags/);
  });

  it("leave little of each curve in memory", () => {
    const fold = createSummaryFold();
    for (let step = 0; step < 100; step++)
      for (let tag = 0; tag < 10_000; tag++) fold.add(scalar(step, step, `tag ${tag}`));
    const kept = fold.layers("").reduce((sum, { curve }) => sum + curve!.steps.length, 0);
    assert.ok(kept <= 210_000, String(kept));
  });
});

describe("A layer's name out of its tag", () => {
  const cases: readonly (readonly [tags: readonly string[], names: readonly string[]])[] = [
    [["weights/layer1.0.bn2.running_mean"], ["layer1.0.bn2.running_mean (weights)"]],
    [["Gradients/conv1.weight"], ["conv1.weight (gradients)"]],
    [
      ["sequential/bn/gamma/histogram", "histogram"],
      ["sequential/bn/gamma", "histogram"],
    ],
    [
      ["a/histogram", "a"],
      ["a/histogram", "a"],
    ],
    [["activations/encoder/norm"], ["encoder/norm (activations)"]],
    [
      ["train/loss", "lr", "weights/"],
      ["train/loss", "lr", "weights/"],
    ],
    [
      ["grad/a", "a (grad)"],
      ["grad/a", "a (grad)"],
    ],
    [
      ["grad/a", "Grad/a"],
      ["a (grad)", "Grad/a"],
    ],
  ];
  for (const [tags, names] of cases)
    it(tags.join(", "), () => {
      assert.deepEqual(layerNames(tags.map((tag) => ({ tag, isScalar: false }))), names);
    });

  it("differs from all others", () => {
    const tag = fc.constantFrom("a", "grad/a", "Grad/a", "a (grad)", "a (scalar)", "a (histogram)", "a (2)", "");
    fc.assert(
      fc.property(fc.array(fc.record({ tag, isScalar: fc.boolean() }), { maxLength: 20 }), (tags) => {
        assert.equal(new Set(layerNames(tags)).size, tags.length);
      }),
    );
  });
});
