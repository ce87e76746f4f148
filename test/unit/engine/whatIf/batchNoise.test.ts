import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type BatchNoise, noiseOfDraws, resampledNoise } from "../../../../src/engine/whatIf/batchNoise";
import { effectiveSizes, togetherEffective } from "../../../../src/engine/whatIf/effectiveSize";
import { sumExamples } from "../../../../src/engine/whatIf/exampleSums";
import { otherMethods } from "../../../../src/engine/whatIf/otherMethods";
import { type Population, populationOf } from "../../../../src/engine/whatIf/population";
import { tensorOf } from "../inMemory";
import { isWithin, normalValues } from "./samples";

describe("the noise of batches that were drawn", () => {
  const golden: Golden = JSON.parse(readFileSync("test/fixtures/whatIf/batch-size.json", "utf8"));
  const { shape, values, eps, numGroups } = golden;
  const sums = () => sumExamples(tensorOf(values, shape), 1);

  for (const expected of golden.sizes) {
    it(`is the difference of torch's outputs in training and inference, at ${expected.size} examples`, async () => {
      const sizes = noiseOfDraws(populationOf(await sums(), eps), eps, golden.rounds);
      const found = sizes.find(({ size }) => size === expected.size)!;
      for (const key of Object.keys(expected) as (keyof BatchNoise)[]) near(found[key], expected[key], key);
      assert.ok(Math.abs(Math.hypot(found.fromMean, found.fromVariance) - found.rms) < 1e-12);
    });
  }

  it("comes with effective sizes that are those of an analysis of variance", async () => {
    near(effectiveSizes(populationOf(await sums(), eps)), golden.effective, "effective");
  });

  it("stands beside methods whose outputs differ from batch norm's as torch's do", async () => {
    const own = await sums();
    const others = otherMethods(own, populationOf(own, eps), eps, { eachToken: false, numGroups });
    for (const { method, difference } of others) near(difference!, golden.differences[method], method);
  });
});

describe("the noise of normal values", () => {
  const [examples, channels, pixels] = [4096, 8, 4];
  const eps = 1e-12;
  let sizes: readonly BatchNoise[] = [];

  before(async () => {
    const values = normalValues(examples * channels * pixels, 1).map((x) => 3 * x + 10);
    sizes = await resampledNoise(await populationFrom(values, [examples, channels, pixels], eps), eps, 1);
  });

  for (const size of [1, 2, 4, 8, 16, 32, 64]) {
    const m = size * pixels;

    it(`is in the mean of ${m} values: variance σ² / m`, () => {
      const { meanSpread, batches } = sizes.find((one) => one.size === size)!;
      const error = Math.sqrt((2 / batches + 2 / examples) / channels);
      isWithin(
        average(meanSpread, (spread) => m * spread ** 2),
        1,
        error,
        "variance of the mean times m",
      );
    });

    it(`is in the unbiased variance of ${m} values: variance 2σ⁴ / (m - 1)`, () => {
      const { varianceSpread, batches } = sizes.find((one) => one.size === size)!;
      const unbiased = average(varianceSpread, (spread) => ((spread * m) / (m - 1)) ** 2);
      // The fourth moment of a chi-square variable with k degrees of freedom is 3 + 12 / k.
      const error = Math.sqrt((2 + 12 / (m - 1)) * (1 / batches + 1 / examples) * (1 / channels));
      isWithin((unbiased * (m - 1)) / 2, 1, error, "variance of the variance, over 2 / (m - 1)");
    });

    it(`is in the output by 1/m of the mean and E(s/σ - 1)² of the deviation of ${m} values`, () => {
      const { rms, batches } = sizes.find((one) => one.size === size)!;
      const theory = 1 / m + 1 + (m - 1) / m - 2 * expectedDeviation(m);
      const error = theory * Math.sqrt((2 + 12 / (m - 1)) * (1 / batches + 1 / examples) * (1 / channels));
      isWithin(rms ** 2, theory, error, "squared noise");
    });
  }

  it("falls from batch to batch, within the Monte Carlo error that is told", () => {
    for (const [i, { rms, standardError }] of sizes.entries()) {
      if (i > 0) assert.ok(rms < sizes[i - 1]!.rms);
      assert.ok(standardError > 0 && standardError < rms / 10);
    }
  });
});

describe("the effective size of an example", () => {
  const [examples, channels, pixels] = [2000, 4, 32];
  const shape = [examples, channels, pixels];
  const cases: readonly [string, (values: Float64Array) => Float64Array, number][] = [
    ["independent values", (values) => values, pixels],
    ["values in blocks of four that are the same", (values) => values.map((_, i) => values[i - (i % 4)]!), pixels / 4],
    ["values that are all the same", (values) => values.map((_, i) => values[i - (i % pixels)]!), 1],
    ["an AR(1) process with ρ = 0.8", (values) => autoregressive(values, pixels, 0.8), effectiveOfAr(pixels, 0.8)],
  ];
  for (const [name, make, expected] of cases) {
    it(`is recovered: ${name}`, async () => {
      const population = await populationFrom(make(normalValues(examples * channels * pixels, 2)), shape, 1e-9);
      const error = Math.sqrt(2 / (examples * channels)) * (1 + 1 / Math.sqrt(expected));
      isWithin(togetherEffective(effectiveSizes(population)) / expected, 1, error, "effective over expected size");
    });
  }

  it("predicts the noise in the mean: 1 / (size × effective)", async () => {
    const values = autoregressive(normalValues(examples * channels * pixels, 3), pixels, 0.9);
    const population = await populationFrom(values, shape, 1e-9);
    const effective = togetherEffective(effectiveSizes(population));
    for (const { size, fromMean, batches } of await resampledNoise(population, 1e-9, 5)) {
      isWithin(fromMean ** 2 * size * effective, 1, Math.sqrt(2 / batches / channels) + 1 / examples, `at ${size}`);
    }
  });
});

async function populationFrom(values: Float64Array, shape: readonly number[], eps: number): Promise<Population> {
  return populationOf(await sumExamples(tensorOf(values, shape), 1), eps);
}

/** E(s/σ) of m normal values and the biased variance: √(2/m) Γ(m/2) / Γ((m - 1)/2). */
function expectedDeviation(m: number): number {
  let ratio = 1 / Math.sqrt(Math.PI);
  for (let k = 2; k < m; k++) ratio = (k - 1) / 2 / ratio;
  return Math.sqrt(2 / m) * ratio;
}

/** Rows of values with ρ between neighbours, of the same variance as the independent ones they are made of. */
function autoregressive(values: Float64Array, row: number, rho: number): Float64Array {
  const made = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    made[i] = i % row === 0 ? values[i]! : rho * made[i - 1]! + Math.sqrt(1 - rho * rho) * values[i]!;
  }
  return made;
}

/** n / (1 + 2 Σ (1 - k/n) ρᵏ). */
function effectiveOfAr(n: number, rho: number): number {
  let sum = 1;
  for (let k = 1; k < n; k++) sum += 2 * (1 - k / n) * rho ** k;
  return n / sum;
}

function average(numbers: Float64Array, of: (number: number) => number): number {
  return numbers.reduce((sum, number) => sum + of(number), 0) / numbers.length;
}

function near(actual: number | ArrayLike<number>, expected: number | ArrayLike<number>, what: string): void {
  const [found, wanted] = [actual, expected].map((one) => (typeof one === "number" ? [one] : [...Array.from(one)]));
  assert.equal(found!.length, wanted!.length, what);
  for (const [i, x] of wanted!.entries())
    assert.ok(Math.abs(found![i]! - x) <= 1e-10, `${what}: ${found![i]}, not ${x}`);
}

interface Golden {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly eps: number;
  readonly numGroups: number;
  readonly rounds: readonly (readonly number[])[];
  readonly sizes: readonly BatchNoise[];
  readonly effective: readonly number[];
  readonly differences: Readonly<Record<"group" | "layer" | "instance", number>>;
}
