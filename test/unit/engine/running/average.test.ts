import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Convention } from "../../../../src/engine/convention";
import { type BatchSeries, runningAverages } from "../../../../src/engine/running/average";
import { profileFiles } from "../../../../src/worker/profileFiles";

const FOLDER = "test/fixtures/running";

describe("running averages", () => {
  for (const framework of ["torch", "keras"]) {
    const golden: Golden = JSON.parse(readFileSync(join(FOLDER, `${framework}.json`), "utf8"));
    for (const { momentum, runningMean, runningVariance } of golden.cases) {
      it(`are ${framework}'s with momentum ${momentum ?? "none (cumulative)"}`, () => {
        const series = { ...golden, batchMean: arrays(golden.batchMean), batchVariance: arrays(golden.batchVariance) };
        const computed = runningAverages(series, momentum, golden.convention);
        near(computed.runningMean, runningMean, golden.tolerance ?? 1e-12);
        near(computed.runningVariance, runningVariance, golden.tolerance ?? 1e-12);
      });
    }
  }

  // The example's activations are rounded to float16 (relative 2^-11), PyTorch's buffers are not.
  it("replayed from the example's activations are those of the network that made them", async () => {
    const { runs }: DigitsGolden = JSON.parse(readFileSync(join(FOLDER, "digits-running.json"), "utf8"));
    const paths = ["media/examples/digits-cnn"];
    const report = await profileFiles({ paths, momentum: 0.1, convention: "pytorch" });
    assert.equal(report.layers.length, 4);
    for (const { run, name, running } of report.layers) {
      for (const [step, layers] of Object.entries(runs[run]!)) {
        const i = running!.steps.indexOf(Number(step));
        near([running!.runningMean[i]!], [layers[name]!.runningMean], 2e-4, 2e-5);
        near([running!.runningVariance[i]!], [layers[name]!.runningVariance], 2e-4);
      }
    }
  });

  it("keep Keras's momentum m as PyTorch's 1 - m, but for the biased variance", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (momentum) => {
        const series = { count: [4, 4], batchMean: arrays([[1], [3]]), batchVariance: arrays([[2], [5]]) };
        const keras = runningAverages(series, momentum, "keras");
        const unbiased = series.batchVariance.map((step) => step.map((variance) => (variance * 3) / 4));
        const torch = runningAverages({ ...series, batchVariance: unbiased }, 1 - momentum, "pytorch");
        near(keras.runningMean, torch.runningMean, 1e-15);
        near(keras.runningVariance, torch.runningVariance, 1e-15);
      }),
    );
  });

  it("are left alone by a step without values, and poisoned for good by a NaN", () => {
    const nan = Number.NaN;
    const series: BatchSeries = {
      count: [2, 0, 2],
      batchMean: arrays([
        [1, 1],
        [nan, nan],
        [nan, 1],
      ]),
      batchVariance: arrays([
        [1, 1],
        [nan, nan],
        [1, 1],
      ]),
    };
    const { runningMean } = runningAverages(series, 0.5, "pytorch");
    assert.deepEqual(
      runningMean.map((step) => [...step]),
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [nan, 0.75],
      ],
    );
  });
});

interface Golden {
  /** Where the framework keeps its averages in float32; otherwise 1e-12, both sides being float64. */
  readonly tolerance?: number;
  readonly convention: Convention;
  readonly count: number[];
  readonly batchMean: number[][];
  readonly batchVariance: number[][];
  readonly cases: { momentum: number | null; runningMean: number[][]; runningVariance: number[][] }[];
}

type Buffers = { readonly runningMean: number[]; readonly runningVariance: number[] };
interface DigitsGolden {
  readonly runs: Record<string, Record<string, Record<string, Buffers>>>;
}

function arrays(rows: readonly (readonly number[])[]): Float64Array[] {
  return rows.map((row) => Float64Array.from(row));
}

function near(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
  relative: number,
  absolute = 0,
): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((row, step) => {
    Array.from(row).forEach((value, c) => {
      const got = actual[step]![c]!;
      const fits = Math.abs(got - value) <= relative * Math.abs(value) + absolute;
      assert.ok(fits, `step ${step}, channel ${c}: ${got} for ${value}`);
    });
  });
}
