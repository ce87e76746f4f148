import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComparedMethod, Comparison } from "../../../src/engine/comparison/comparison";
import { usualGroups } from "../../../src/engine/comparison/methodRequests";
import { parseComparison } from "../../../src/protocol/comparisonJson";
import type { CompareRequest } from "../../../src/protocol/engineApi";
import { reportToJson } from "../../../src/protocol/reportJson";
import { compareFiles } from "../../../src/worker/compareFiles";
import { npyBytes } from "../readers/numpy/npyBytes";

const SHAPE = [4, 6, 5, 3];
const COUNT = 4 * 6 * 5 * 3;

describe("comparing normalizations", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-compare-"));
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, shape: readonly number[], value: (i: number) => number, descr = "'<f4'") => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
    const data = new Uint8Array(values.buffer);
    writeFileSync(join(folder, name), npyBytes({ descr, shape: `(${shape.join(", ")},)`, data }));
    return join(folder, name);
  };
  const compare = (path: string, more: Partial<CompareRequest> = {}) =>
    compareFiles({ paths: [path], momentum: 0.1, convention: "pytorch", ...more });

  it("tells how many values are behind each statistic, and how many statistics there are", async () => {
    const { layer } = await compare(write("layer.npy", SHAPE, wave), { numGroups: 2 });
    assert.deepEqual(
      layer.methods.map(({ method, count, statistics, axes, statisticPer }) => [
        method,
        count,
        statistics,
        axes.join(),
        statisticPer,
      ]),
      [
        ["batch", 60, 6, "0,2,3", "channel"],
        ["layer", 90, 4, "1,2,3", "example"],
        ["instance", 15, 24, "2,3", "example and channel"],
        ["group", 45, 8, "1,2,3", "example and group"],
        ["rms", 90, 4, "1,2,3", "example"],
      ],
    );
    for (const { count, statistics } of layer.methods) assert.equal(count * statistics, COUNT);
  });

  it("normalizes: mean 0 and variance 1 - eps / (variance + eps) of every statistic", async () => {
    const { layer } = await compare(write("scaled.npy", SHAPE, (i) => 5 + 3 * wave(i)));
    for (const method of layer.methods.filter(({ method }) => method !== "rms")) {
      const { mean, variance } = method.training!.statistics;
      assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-4, `${method.method}: ${mean}, ${variance}`);
    }
    const batch = find({ layer }, "batch").training!.channels;
    assert.ok(batch.mean.every((mean) => Math.abs(mean) < 1e-6));
  });

  it("makes inference with one update of the running statistics where there is one file", async () => {
    const { layer } = await compare(write("single.npy", SHAPE, (i) => 5 + 3 * wave(i)));
    const { before } = layer;
    const inference = find({ layer }, "batch").inference!.channels;
    before.channels.mean.forEach((mean, c) => {
      const variance = 0.9 + 0.1 * before.channels.variance[c]! * (60 / 59);
      near(inference.mean[c]!, (mean - 0.1 * mean) / Math.sqrt(variance + 1e-5));
    });
    assert.equal(layer.steps, 1);
    for (const method of ["layer", "group", "rms"]) assert.equal(find({ layer }, method).inference, null);
  });

  it("makes inference with the running statistics of all steps, and compares the last one", async () => {
    const steps = mkdtempSync(join(folder, "steps-"));
    for (const step of [1, 2, 3]) {
      write(join(steps.slice(folder.length + 1), `act-step-${step}.npy`), SHAPE, (i) => step + wave(i));
    }
    const { layer, choices } = await compare(steps);
    assert.equal(layer.steps, 3);
    assert.deepEqual(
      choices.map(({ name }) => name),
      ["act"],
    );
    near(layer.before.statistics.mean, 3, 0.1);
    const moved = find({ layer }, "batch").inference!.channels.mean[0]!;
    assert.ok(moved > 1, `the running mean lags behind, so that outputs lie above 0, not at ${moved}`);
  });

  it("compares the first whole examples of what is large, and says so", async () => {
    const { layer } = await compare(write("large.npy", [9, 2, 1024, 1024], (i) => (i % 7) - 3));
    assert.deepEqual(layer.examples, [8, 9]);
    assert.deepEqual(layer.shape, [9, 2, 1024, 1024]);
    assert.equal(find({ layer }, "batch").count, 8 * 1024 * 1024);
  });

  it("says why a method refuses, and goes on with the others", async () => {
    const { layer } = await compare(write("one.npy", [1, 8], wave));
    assert.match(find({ layer }, "batch").refusal!, /more than 1 value per channel/);
    assert.equal(find({ layer }, "layer").refusal, null);
  });

  it("crosses processes as JSON without a loss", async () => {
    const comparison = await compare(write("json.npy", SHAPE, (i) => (i === 3 ? Number.NaN : wave(i))));
    const json = reportToJson(comparison);
    assert.equal(reportToJson(parseComparison(JSON.parse(json))), json);
    assert.throws(() => parseComparison({ version: 2 }), /comparison.version: expected 1/);
  });

  for (const [name, make, message] of [
    ["one axis", () => write("flat.npy", [8], wave), /flat\.npy: no tensor in it has the two axes/],
    ["a missing file", () => join(folder, "none.npy"), /none\.npy: cannot be opened \(no such file or folder\)/],
    [
      "an example that is too large",
      () => write("wide.npy", [1, 2, 8_388_609], () => 0),
      /wide.*16777218 values, but at most 16777216/,
    ],
  ] as const) {
    it(`refuses ${name} in one line`, async () => {
      await assert.rejects(compare(make()), message);
    });
  }

  it("groups as GroupNorm usually does", () => {
    const expected = { 1: 1, 2: 1, 3: 1, 7: 1, 8: 4, 64: 32, 96: 32, 100: 25, 512: 32 };
    for (const [channels, groups] of Object.entries(expected)) assert.equal(usualGroups(Number(channels)), groups);
  });
});

function find({ layer }: Pick<Comparison, "layer">, name: string): ComparedMethod {
  return layer.methods.find(({ method }) => method === name)!;
}

function near(actual: number, expected: number, tolerance = 1e-5): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

function wave(i: number): number {
  return Math.sin(i * i * 0.7310585 + i);
}
