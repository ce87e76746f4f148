import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Layer, Report } from "../../../src/engine/report";
import { parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { profileFiles } from "../../../src/worker/profileFiles";
import { concat } from "../readers/bytes";
import { event, simple, VERSION } from "../readers/tensorboard/eventBytes";

const EVENTS = "test/fixtures/events";
const FILE = "events.out.tfevents.1700000000.host.1.0";

interface Truth {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
  readonly min: number;
  readonly max: number;
  readonly quantiles: readonly (readonly [number, number])[];
}

interface Golden {
  readonly steps: number;
  readonly loss: readonly (number | null)[];
  readonly lr?: readonly number[];
  readonly activations: Truth;
  readonly runningMean: Truth;
}

function profile(...paths: readonly string[]): Promise<Report> {
  return profileFiles({ paths, momentum: 0.1, convention: "pytorch" });
}

function golden(name: string): Golden {
  return JSON.parse(readFileSync(join(EVENTS, `${name}.json`), "utf8"));
}

function layerOf({ layers }: Report, name: string): Layer {
  return layers.find((layer) => layer.name === name) ?? assert.fail(`${name} in ${layers.map((one) => one.name)}`);
}

/** @param binAt how wide a bin is that holds a value: an estimate may be anywhere in it, and 0.05 σ off between values */
function assertQuantiles(
  { statistics }: Layer,
  { quantiles, variance }: Truth,
  binAt: (value: number) => number,
): void {
  for (const [p, value] of quantiles) {
    const [, estimate] = statistics.quantiles.find(([probability]) => probability === p)!;
    const bound = binAt(value) + 0.05 * Math.sqrt(variance);
    assert.ok(Math.abs(estimate - value) <= bound, `${p}: ${estimate}, not ${value}`);
  }
}

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);
}

describe("Event files of torch.utils.tensorboard", () => {
  it("give NumPy's mean, variance and extremes of all values, and quantiles about right", async () => {
    const truth = golden("by-pytorch");
    const report = await profile(join(EVENTS, "by-pytorch"));
    for (const [name, expected] of [
      ["layer1.0.bn2 (activations)", truth.activations],
      ["layer1.0.bn2.running_mean (weights)", truth.runningMean],
    ] as const) {
      const layer = layerOf(report, name);
      const { count, mean, variance, min, max } = layer.statistics;
      assert.deepEqual([count, min, max], [expected.count, expected.min, expected.max]);
      close(mean, expected.mean, 1e-12);
      close(variance, expected.variance, 1e-12 * expected.count);
      // Each of its limits is 1.1 times the one before.
      assertQuantiles(layer, expected, (value) => 0.1 * Math.abs(value));
      assert.equal(layer.overTime!.steps.length, truth.steps);
      assert.equal(layer.summarized!.moments, "sums");
    }
  });

  it("give every scalar, of either style", async () => {
    const truth = golden("by-pytorch");
    const report = await profile(join(EVENTS, "by-pytorch", FILE));
    const losses = Array.from(layerOf(report, "train/loss").curve!.values);
    assert.deepEqual(
      losses.map((value) => (Number.isNaN(value) ? null : value)),
      truth.loss.map((value) => value && Math.fround(value)),
    );
    assert.deepEqual(Array.from(layerOf(report, "lr").curve!.values), truth.lr);
    assert.equal(report.layers.length, 4);
  });

  it("survive as JSON", async () => {
    const report = await profile(join(EVENTS, "by-pytorch"));
    assert.deepEqual(parseReport(JSON.parse(reportToJson(report))), report);
  });
});

describe("Event files of TensorFlow 2", () => {
  it("give NumPy's extremes, and estimates that say so of all else", async () => {
    const truth = golden("by-tensorflow");
    const report = await profile(join(EVENTS, "by-tensorflow"));
    const layer = layerOf(report, "layer1.0.bn2/activations");
    const { count, mean, variance, min, max } = layer.statistics;
    assert.deepEqual([count, min, max], [truth.activations.count, truth.activations.min, truth.activations.max]);
    close(mean, truth.activations.mean, 0.002);
    close(variance / truth.activations.variance, 1, 0.02);
    // 30 bins a step.
    assertQuantiles(layer, truth.activations, () => (max - min) / 30);
    assert.equal(layer.summarized!.moments, "bins");
  });

  it("know a tensor that is constant from one that holds nothing", async () => {
    const report = await profile(join(EVENTS, "by-tensorflow"));
    const { mean, standardDeviation, min, max } = layerOf(report, "constant").statistics;
    assert.deepEqual([mean, standardDeviation, min, max], [3, 0, 3, 3]);
    assert.equal(layerOf(report, "nothing").statistics.count, 0);
  });
});

describe("Event files in a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "normscope-events-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, ...bytes: readonly Uint8Array[]) => writeFileSync(join(folder, name), concat(...bytes));

  it("go on where the one before ended; what was logged again later counts", async () => {
    const [layer] = (await profile(join(EVENTS, "restarted"))).layers;
    assert.deepEqual(layer!.curve!.steps, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.deepEqual(Array.from(layer!.curve!.values.subarray(0, 5)), [100, 101, 102, 203, 204]);
    assert.equal(layer!.summarized!.leftOut, 3);
  });

  it("may be more than a process may have open", async () => {
    for (let i = 0; i < 1500; i++)
      write(`events.out.tfevents.${1_700_000_000 + i}.h`, VERSION, event(i, simple("a", i)));
    const [layer] = (await profile(folder)).layers;
    assert.deepEqual([layer!.statistics.count, layer!.statistics.max], [1500, 1499]);
  });

  it("are runs by their folders, beside tensor files", async () => {
    for (const run of ["train", "test"]) {
      mkdirSync(join(folder, run));
      copyFileSync(join(EVENTS, "by-pytorch", FILE), join(folder, run, FILE));
    }
    copyFileSync("test/fixtures/statistics/uint32.npy", join(folder, "a.npy"));
    const { layers } = await profile(folder);
    assert.deepEqual(
      [...new Set(layers.map(({ run }) => run))].sort(),
      ["test", "train", folder.split("/").at(-1)].sort(),
    );
  });

  it("that are still being written are read up to their last whole record, and say so", async () => {
    const whole = concat(VERSION, event(0, simple("a", 1)), event(1, simple("a", 2)));
    write(FILE, whole, event(2, simple("a", 3)).subarray(0, 30));
    const { layers, findings, coverage, partial } = await profile(folder);
    assert.deepEqual(layers[0]!.curve!.steps, [0, 1]);
    assert.match(findings[0]!.message, /tfevents.*: A torn tail of 30 bytes was left out: the record says \d+ bytes/);
    assert.ok(partial && coverage === whole.length / (whole.length + 30));
  });

  it("that hold no numbers yet do no harm to what is beside them", async () => {
    write(FILE, VERSION);
    await assert.rejects(profile(folder), /^Error: normscope-events-\w+: no scalar and no histogram is logged in it$/);
    copyFileSync("test/fixtures/statistics/uint32.npy", join(folder, "a.npy"));
    assert.equal((await profile(folder)).layers.length, 1);
  });

  it("are refused in one line that names the file", async () => {
    write(FILE, new Uint8Array(100));
    await assert.rejects(
      profile(folder),
      /^Error: events\.out\.tfevents[^\n]*: is no event file of TensorBoard: it begins/,
    );
  });
});
