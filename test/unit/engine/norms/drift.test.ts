import assert from "node:assert/strict";
import fc from "fast-check";
import type { NormValues } from "../../../../src/engine/findings/normRule";
import { driftOf } from "../../../../src/engine/norms/drift";

const CHANNELS = 5;
/** Multiples of 1/1024, which scaling by powers of two keeps exact. */
const entries = (min: number, max: number) =>
  fc
    .array(fc.integer({ min: Math.ceil(min * 1024), max: Math.floor(max * 1024) }), {
      minLength: CHANNELS,
      maxLength: CHANNELS,
    })
    .map((values) => Float64Array.from(values, (value) => value / 1024));

const layer: fc.Arbitrary<NormValues> = fc.record({
  weight: entries(0.1, 3),
  bias: entries(-3, 3),
  runningMean: entries(-10, 10),
  runningVariance: entries(0.01, 100),
  numBatchesTracked: fc.constant(null),
});

describe("drift between two checkpoints", () => {
  it("is 0 against itself", () => {
    fc.assert(
      fc.property(layer, (values) => {
        for (const spread of Object.values(driftOf(values, values))) {
          assert.deepEqual({ ...spread, channel: 0 }, { median: 0, max: 0, channel: 0 });
        }
      }),
    );
  });

  it("of a running mean shifted by k σ is k, in the median and at most", () => {
    fc.assert(
      fc.property(layer, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, k) => {
        const shifted = values.runningMean!.map((mean, c) => mean + k * Math.sqrt(values.runningVariance![c]!));
        const { runningMean } = driftOf({ ...values, runningMean: shifted }, values);
        // A mean of 10 beside a σ of 0.1 keeps 14 of 16 digits of a difference of 0.001.
        assert.ok(Math.abs(runningMean!.median - k) <= 1e-11 * (1 + k));
        assert.ok(Math.abs(runningMean!.max - k) <= 1e-11 * (1 + k));
      }),
    );
  });

  it("of a scaled running variance is the same for the factor and its reciprocal", () => {
    fc.assert(
      fc.property(layer, fc.integer({ min: -20, max: 20 }), (values, power) => {
        const scaled = values.runningVariance!.map((variance) => variance * 2 ** power);
        assert.equal(driftOf({ ...values, runningVariance: scaled }, values).runningVariance!.max, Math.abs(power));
      }),
    );
  });

  it("does not change when data and statistics are scaled together", () => {
    fc.assert(
      fc.property(layer, layer, fc.integer({ min: -8, max: 8 }), (now, before, power) => {
        const scaled = (values: NormValues): NormValues => ({
          ...values,
          runningMean: values.runningMean!.map((mean) => mean * 2 ** power),
          runningVariance: values.runningVariance!.map((variance) => variance * 4 ** power),
        });
        assert.deepEqual(driftOf(scaled(now), scaled(before)), driftOf(now, before));
      }),
    );
  });

  it("names the channel that moved most, and leaves out what either lacks", () => {
    const before = valuesOf({ weight: [1, 1, 1], runningMean: [0, 0, 0], runningVariance: [1, 4, 1] });
    const now = valuesOf({ weight: [1, 1, 4], runningMean: [1, 4, 0], runningVariance: [1, 4, 1] });
    assert.deepEqual(driftOf(now, before), {
      weight: { median: 0, max: 3, channel: 2 },
      bias: null,
      runningMean: { median: 1, max: 2, channel: 1 },
      runningVariance: { median: 0, max: 0, channel: 0 },
    });
  });

  it("says nothing of layers whose channels do not match", () => {
    assert.equal(driftOf(valuesOf({ weight: [1, 2] }), valuesOf({ weight: [1, 2, 3] })).weight, null);
  });
});

function valuesOf(values: { readonly [Name in keyof NormValues]?: readonly number[] }): NormValues {
  const array = (name: "weight" | "bias" | "runningMean" | "runningVariance") =>
    values[name] ? Float64Array.from(values[name]) : null;
  return {
    weight: array("weight"),
    bias: array("bias"),
    runningMean: array("runningMean"),
    runningVariance: array("runningVariance"),
    numBatchesTracked: null,
  };
}
