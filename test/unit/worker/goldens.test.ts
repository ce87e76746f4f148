import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Layer } from "../../../src/engine/report";
import { profileFiles } from "../../../src/worker/profileFiles";

const FOLDER = "test/fixtures/statistics";

/**
 * Goldens are NumPy's and SciPy's, in higher precision where float64 loses (make.py says where).
 * Everything is computed in float64, so one tolerance serves all dtypes: 1e-12 relative. The absolute
 * part covers sums that cancel (a mean near 0, an odd moment of something symmetric): it is the same
 * 1e-12 of the size of what was summed.
 */
const TOLERANCE = 1e-12;
const QUANTILE_TOLERANCE = 2 ** -8;

describe("profiles of the golden files", () => {
  for (const golden of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
    it(golden.replace(/\.json$/, ""), async () => {
      const expected: Golden[] = JSON.parse(readFileSync(join(FOLDER, golden), "utf8"), revive).layers;
      const path = join(FOLDER, golden.replace(/\.json$/, ""));
      const report = await profileFiles({ paths: [path], momentum: 0.1, convention: "pytorch" });
      assert.deepEqual(
        report.layers.map((layer) => layer.name),
        expected.map((layer) => layer.name),
      );
      report.layers.forEach((layer, i) => {
        compare(layer, expected[i]!);
      });
    });
  }
});

interface Golden extends Layer {
  /** The two order statistics that each quantile lies between. */
  readonly quantileNeighbours: readonly (readonly [number, number])[];
}

const EXACT = ["count", "nan", "positiveInfinity", "negativeInfinity", "zero", "subnormal"] as const;
const PLACES = ["min", "max", "argmin", "argmax", "firstNonFinite"] as const;

function compare(layer: Layer, golden: Golden): void {
  const [actual, expected] = [layer.statistics, golden.statistics];
  for (const key of ["dtype", "shape", "channelAxis"] as const) assert.deepEqual(layer[key], golden[key], key);
  for (const key of [...EXACT, ...PLACES]) assert.equal(actual[key], expected[key], key);
  const size = Math.max(Math.abs(expected.min), Math.abs(expected.max)) || 0;
  near("mean", actual.mean, expected.mean, size);
  near("variance", actual.variance, expected.variance);
  near("standardDeviation", actual.standardDeviation, expected.standardDeviation);
  near("skewness", actual.skewness, expected.skewness, 1);
  near("kurtosis", actual.kurtosis, expected.kurtosis, 3);
  expected.quantiles.forEach(([p, value], i) => {
    assert.equal(actual.quantiles[i]![0], p);
    const scale = Math.max(...(golden.quantileNeighbours[i] ?? [0]).map(Math.abs));
    near(`quantile ${p}`, actual.quantiles[i]![1], value, scale, QUANTILE_TOLERANCE);
  });
  assert.equal(layer.channels === null, golden.channels === null, "channels");
  for (const [key, values] of Object.entries(golden.channels ?? {})) {
    const computed: Float64Array = layer.channels![key as keyof Layer["channels"]];
    assert.equal(computed.length, values.length, key);
    values.forEach((value: number, c: number) => {
      near(`channels.${key}[${c}]`, computed[c]!, value, key === "mean" ? size : 0);
    });
  }
}

function near(what: string, actual: number, expected: number, size = 0, tolerance = TOLERANCE): void {
  if (Object.is(actual, expected) || actual === expected) return;
  const allowed = tolerance * Math.max(Math.abs(expected), size);
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, but the golden says ${expected}`);
}

function revive(_key: string, value: unknown): unknown {
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}
