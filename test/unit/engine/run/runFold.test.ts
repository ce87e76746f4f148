import assert from "node:assert/strict";
import fc from "fast-check";
import { finishRun } from "../../../../src/engine/run/finishRun";
import { createRunFold, type RankRecord } from "../../../../src/engine/run/runFold";
import type { LayerPart } from "../../../../src/engine/run/runRecord";
import { foldOf, layerPart, loggedLayer, passOf } from "./samples";

const HEAD = { kind: "run", name: "", framework: "", worldSize: 2, started: "", every: 1 } as const;
const buffers = (mean: number) => ({ runningMean: Float64Array.of(mean, 0), runningVariance: Float64Array.of(1, 1) });

describe("A run that is folded step by step", () => {
  it("is the same however a batch is spread over ranks and micro-batches, and in whatever order they come", () => {
    const value = fc.float({ min: -100, max: 100, noNaN: true });
    const micro = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 6 });
    const step = fc.array(fc.record({ rank: fc.nat(1), rows: micro }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 4 }), (steps) => {
        const several = createRunFold();
        for (const rank of [1, 0]) several.head({ ...HEAD, rank, layers: [loggedLayer()] });
        const one = foldOf(loggedLayer());
        steps.forEach((drawn, i) => {
          const passes = drawn.map(({ rank, rows }, part) => passOf(i, [layerPart(rows, buffers(i))], rank, part));
          several.step(i, passes.toReversed());
          one.step(i, [
            passOf(i, [
              layerPart(
                drawn.flatMap(({ rows }) => rows),
                buffers(i),
              ),
            ]),
          ]);
        });
        const [a, b] = [finishRun(several, "")[0]!, finishRun(one, "")[0]!];
        assert.deepEqual(a.running!.count, b.running!.count);
        for (const name of ["batchMean", "batchVariance"] as const) {
          a.running![name].forEach((values, i) => {
            values.forEach((x, c) => {
              assert.ok(Math.abs(x - b.running![name][i]![c]!) <= 1e-12 * 1e4, `${name} ${x}`);
            });
          });
        }
        assert.ok(Math.abs(a.statistics.mean - b.statistics.mean) <= 1e-12 * 100);
        assert.ok(Math.abs(a.statistics.variance - b.statistics.variance) <= 1e-12 * 1e4);
        assert.deepEqual([a.statistics.count, a.statistics.zero], [b.statistics.count, b.statistics.zero]);
        assert.deepEqual([a.channels!.min, a.channels!.max], [b.channels!.min, b.channels!.max]);
      }),
    );
  });

  it("puts layers of ranks together by their names, not by their places in the list", () => {
    const fold = createRunFold();
    const [a, b] = [loggedLayer({ name: "a" }), loggedLayer({ name: "b" })];
    fold.head({ ...HEAD, rank: 0, layers: [a, b] });
    fold.head({ ...HEAD, rank: 1, layers: [b] });
    fold.layers(1, { kind: "layers", from: 1, layers: [a] });
    const at = (index: number, x: number) => layerPart([[x]], { index });
    fold.step(0, [passOf(0, [at(0, 1), at(1, 10)], 0), passOf(0, [at(0, 20), at(1, 2)], 1)]);
    assert.deepEqual(
      finishRun(fold, "r").map(({ name, run, statistics }) => [name, run, statistics.mean]),
      [
        ["a", "r", 1.5],
        ["b", "r", 15],
      ],
    );
  });

  it("gives NaN for the batch statistics of a channel that holds one, as the framework would have it", () => {
    const fold = foldOf(loggedLayer());
    for (const step of [0, 1])
      fold.step(step, [
        passOf(step, [
          layerPart(
            [
              [1, Number.NaN],
              [3, 5],
            ],
            buffers(0),
          ),
        ]),
      ]);
    const { running, statistics, channels } = finishRun(fold, "")[0]!;
    assert.deepEqual(running!.batchMean[0], Float64Array.of(2, Number.NaN));
    assert.equal(statistics.mean, 3);
    assert.deepEqual(channels!.nonFinite, Float64Array.of(0, 2));
    assert.deepEqual([statistics.firstNonFinite, statistics.firstNonFiniteStep], [1, 0]);
  });

  it("counts channel axes from the end where they are negative, and does without those that no shape has", () => {
    const axes = [-1, -2, -3, 1, 2, null].map((channelAxis, i) => {
      const fold = foldOf(loggedLayer({ channelAxis }));
      fold.step(i, [passOf(i, [layerPart([[1, 2]])])]);
      return finishRun(fold, "")[0]!.channelAxis;
    });
    assert.deepEqual(axes, [1, 0, null, 1, null, null]);
  });

  it("holds no more steps than there is memory for, whatever is watched", () => {
    const fold = foldOf(loggedLayer());
    const rows = [Array.from({ length: 2 ** 15 }, () => 0)];
    const own = { runningMean: new Float64Array(2 ** 15), runningVariance: new Float64Array(2 ** 15) };
    for (let step = 0; step < 100; step++) fold.step(step, [passOf(step, [layerPart(rows, own)])]);
    const [layer] = finishRun(fold, "");
    assert.ok(layer!.running!.steps.length <= 32);
    assert.equal(layer!.running!.logged!.steps, 100);
    assert.equal(layer!.statistics.count, 100 * 2 ** 15);
  });

  const wrong: readonly (readonly [title: string, records: readonly RankRecord[], message: RegExp])[] = [
    [
      "an unknown layer",
      [passOf(0, [layerPart([[1]], { index: 7 })])],
      /^Error: layer 7 of rank 0, of which 1 are listed$/,
    ],
    [
      "other channels",
      [passOf(0, [layerPart([[1]])]), passOf(0, [layerPart([[1, 2]])], 0, 1)],
      /^Error: layer 0 of rank 0: 2 channels, but 1 in/,
    ],
    [
      "more channels than are read",
      [passOf(0, [wide(2 ** 20 + 1)])],
      /^Error: layers of 1048577 channels, 1048577 of them/,
    ],
  ];
  for (const [title, records, message] of wrong) {
    it(`refuses a step with ${title}`, () => {
      assert.throws(() => foldOf(loggedLayer()).step(0, records), message);
    });
  }
});

/** Of nothing but zeros, without examples to add up. */
function wide(channels: number): LayerPart {
  const zeros = new Float64Array(channels);
  return { ...layerPart([[0]]), n: zeros, mean: zeros, m2: zeros, min: zeros, max: zeros, zeros };
}
