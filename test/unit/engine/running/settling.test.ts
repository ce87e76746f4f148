import assert from "node:assert/strict";
import type { Running } from "../../../../src/engine/report";
import { runningAverages } from "../../../../src/engine/running/average";
import { settling } from "../../../../src/engine/running/settling";

describe("whether running averages have settled", () => {
  it("has, after 80 steady batches", () => {
    const found = settling(series(80, 64, () => 2));
    assert.equal(found.settled, true);
    assert.ok(Math.abs(found.initialShare - 0.9 ** 80) < 1e-15);
    assert.equal(found.batches, 19);
  });

  it("has not, while the initial values are over 1 % of it", () => {
    assert.equal(settling(series(43, 64, () => 2)).settled, false);
    assert.equal(settling(series(44, 64, () => 2)).settled, true);
  });

  it("has, after 80 steps of which every tenth was logged, where the framework does not count", () => {
    const every = series(8, 64, () => 2);
    const logged = { steps: 8, every: 1, updates: null, training: every.count.map(() => true), evaluations: [] };
    const found = settling({ ...every, logged, steps: every.count.map((_, step) => 10 * step) });
    assert.ok(Math.abs(found.initialShare - 0.9 ** 71) < 1e-15);
    const counted = settling({ ...every, logged: { ...logged, updates: 80 } });
    assert.ok(Math.abs(counted.initialShare - 0.9 ** 80) < 1e-15);
  });

  it("has not, while the batches run away", () => {
    const found = settling(series(80, 64, (step) => step / 10));
    assert.equal(found.settled, false);
    // The average lags 1 / m = 10 steps behind the next batch of a ramp, here of 0.1 σ a step.
    assert.ok(Math.abs(found.distance - 1) < 0.02, `${found.distance}`);
  });

  it("measures wobble by the size of the batch's noise, and sees four times less in 16 times the batch", () => {
    const wobble = (m: number) => settling(series(200, m, (step) => noise(step) / Math.sqrt(m)));
    const [small, large] = [wobble(16), wobble(256)];
    assert.ok(Math.abs(small.wobble / large.wobble - 4) < 0.2, `${small.wobble} and ${large.wobble}`);
    assert.equal(small.noise, 0.25);
    assert.ok(small.wobble > 0.2 && small.wobble < 0.35, `${small.wobble}`);
  });

  it("leaves channels out that are constant or poisoned", () => {
    const found = settling(series(80, 64, (_, channel) => (channel === 0 ? Number.NaN : 1)));
    assert.equal(found.settled, true);
  });

  it("averages over all batches where the momentum is cumulative", () => {
    const found = settling(series(50, 64, () => 1, null));
    assert.equal(found.batches, 25);
    assert.equal(found.initialShare, 0);
  });
});

/** Uniform, of variance 1, the same at every run. */
function noise(step: number): number {
  const x = Math.sin(12.9898 * (step + 1)) * 43758.5453;
  return (x - Math.floor(x) - 0.5) * Math.sqrt(12);
}

function series(
  steps: number,
  count: number,
  mean: (step: number, channel: number) => number,
  momentum: number | null = 0.1,
): Running {
  const of = (value: (step: number, channel: number) => number) =>
    Array.from({ length: steps }, (_, step) => Float64Array.from({ length: 3 }, (_, channel) => value(step, channel)));
  const batches = { count: Array<number>(steps).fill(count), batchMean: of(mean), batchVariance: of(() => 1) };
  const labels = batches.count.map((_, i) => i + 1);
  return {
    momentum,
    convention: "pytorch",
    logged: null,
    steps: labels,
    ...batches,
    ...runningAverages(batches, momentum, "pytorch"),
  };
}
