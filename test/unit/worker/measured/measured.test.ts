import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Measured } from "../../../../src/protocol/measured";
import { measured } from "../../../../src/worker/measured/measured";
import { profileFiles } from "../../../../src/worker/profileFiles";
import { LAYER, logOf, payloadOf, runPayload, SEEN, stepPayload } from "../../readers/runLog/writeLog";

const RUNS = "test/fixtures/runs";
const EXAMPLES = "media/examples";
const OPTIONS = { momentum: 0.1, convention: "pytorch" } as const;

interface TrueLayer {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly runningMean: readonly number[];
  readonly runningVariance: readonly number[];
}

describe("What was measured last", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-measured-"));
  after(() => rmSync(folder, { recursive: true }));

  async function of(...paths: readonly string[]): Promise<Measured> {
    return (await measured({ paths, ...OPTIONS }))!;
  }
  function write(name: string, bytes: Uint8Array): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  it("is, of a run, each layer with its class, its features and how far batches lie from PyTorch's averages", async () => {
    const { kind, name, step, state, layers } = await of(join(RUNS, "digits"));
    assert.deepEqual([kind, name, step, state], ["run", "digits", 59, "finished"]);
    assert.deepEqual(
      layers.map(({ path, name, type, features, steps }) => [path, name, type, features, steps]),
      [
        ["bn1", "bn1", "BatchNorm2d", 2, 60],
        ["bn2", "bn2", "BatchNorm2d", 3, 60],
      ],
    );
    const truth: readonly Record<string, TrueLayer>[] = JSON.parse(
      readFileSync(join(RUNS, "digits.json"), "utf8"),
    ).steps;
    for (const { path, gaps } of layers) {
      assert.ok(gaps && gaps.steps.length <= 40 && gaps.steps.at(-1) === 59);
      gaps.steps.forEach((step, i) => {
        const [now, before] = [truth[step]![path]!, truth[step - 1]![path]!];
        const distances = now.mean.map(
          (mean, c) => Math.abs(mean - before.runningMean[c]!) / Math.sqrt(before.runningVariance[c]!),
        );
        const ratios = now.variance.map((variance, c) => variance / before.runningVariance[c]!);
        assertClose(gaps.distance[i]!, middle(distances));
        assertClose(gaps.varianceRatio[i]!, middle(ratios));
      });
    }
  });

  it("is the profile's findings, and its distances", async () => {
    const { layers } = await of(join(RUNS, "two-ranks"));
    const report = await profileFiles({ paths: [join(RUNS, "two-ranks")], ...OPTIONS });
    assert.ok(layers.every(({ findings }) => findings.length > 0));
    assert.deepEqual(
      layers.map(({ findings }) => findings.map(({ code }) => code).sort()),
      report.layers.map(({ findings }) => findings.map(({ code }) => code).sort()),
    );
  });

  it("is, of several runs, the one that was written to last", async () => {
    for (const [i, run] of ["b", "a"].entries()) {
      const path = write(`several/${run}/rank-0000.normlog`, logOf(runPayload(), stepPayload(0)));
      utimesSync(path, 1000 + i, 1000 + i);
    }
    const { name, written } = await of(join(folder, "several"));
    assert.deepEqual([name, written], ["a", 1_001_000]);
  });

  it("is, of checkpoints, the last one's layers", async () => {
    const { kind, name, step, complete, layers } = await of(join(EXAMPLES, "digits-resnet"));
    assert.deepEqual([kind, name, step, complete], ["checkpoint", "epoch-8.safetensors", null, true]);
    assert.equal(layers.length, 13);
    const [first] = layers;
    assert.deepEqual([first!.path, first!.features, first!.gaps], ["bn1", 6, null]);
    assert.deepEqual(
      layers.find(({ path }) => path === "layer2.1.bn1")!.findings.map(({ code }) => code),
      ["NRM902"],
    );
  });

  it("is, of activations that were captured, the averages that a batch norm would have kept", async () => {
    const { kind, name, step, layers } = await of(join(EXAMPLES, "digits-cnn", "batch-64"));
    assert.deepEqual([kind, name, step], ["capture", "batch-64", 80]);
    assert.deepEqual(
      layers.map(({ path, type, steps, step: last }) => [path, type, steps, last]),
      [
        ["bn1", null, 80, 80],
        ["bn2", null, 80, 80],
      ],
    );
    assert.ok(
      layers.every(({ distance, varianceRatio }) => distance! < 0.3 && Math.abs(Math.log(varianceRatio!)) < 0.5),
    );
  });

  it("puts what is measured of one module together: what enters it, and what was found anywhere", async () => {
    const layers = [
      { ...LAYER, place: "output" },
      { ...LAYER, place: "input" },
      { ...LAYER, place: "gradient" },
    ];
    const nan = payloadOf(nanStep(1), nanArrays());
    const path = write("places/rank-0000.normlog", logOf(runPayload({ layers }), nan));
    const { layers: found } = await of(path);
    assert.equal(found.length, 1);
    assert.equal(found[0]!.name, "bn1 (output)");
    assert.equal(found[0]!.findings[0]!.severity, "error");
  });

  it("does not take the channels of a layer norm over several axes for its features", async () => {
    const layers = [
      { ...LAYER, name: "one", type: "LayerNorm", method: "layer", channelAxis: -1 },
      { ...LAYER, name: "several", type: "LayerNorm", method: "layer", channelAxis: 1 },
      { ...LAYER, name: "activation", type: "ReLU", method: null },
    ];
    const arrays = Object.assign({}, ...[0, 1, 2].map(arraysOf));
    const log = logOf(runPayload({ layers }), payloadOf(stepOf(0, [0, 1, 2]), arrays));
    const { layers: found } = await of(write("norms/rank-0000.normlog", log));
    assert.deepEqual(
      found.map(({ features }) => features),
      [2, null, null],
    );
  });

  it("tells what is whole of a log with a torn tail, and nothing of TensorBoard's files", async () => {
    const torn = join(folder, "torn", "rank-0000.normlog");
    mkdirSync(dirname(torn), { recursive: true });
    copyFileSync(join(RUNS, "digits", "rank-0000.normlog"), torn);
    const whole = readFileSync(torn).length;
    truncateSync(torn, Math.floor(whole * 0.6));
    const { step, state, layers } = await of(torn);
    assert.ok(step! > 20 && step! < 59);
    assert.deepEqual([state, layers.length], ["open", 2]);
    const events = write("events/events.out.tfevents.1", new Uint8Array());
    assert.equal(await measured({ paths: [events], ...OPTIONS }), null);
  });

  it("bounds what it hands out: layers, names and messages", async () => {
    const many = Array.from({ length: 2100 }, (_, i) => ({ ...LAYER, name: i === 0 ? "x".repeat(10_000) : `bn${i}` }));
    const parts = many.map((_, i) => i);
    const log = logOf(
      runPayload({ layers: many }),
      payloadOf(stepOf(0, parts), Object.assign({}, ...parts.map(arraysOf))),
    );
    const { layers, leftOut } = await of(write("many/rank-0000.normlog", log));
    assert.deepEqual([layers.length, leftOut], [2000, 100]);
    assert.ok(
      layers.every(
        ({ path, findings }) => path.length <= 500 && findings.every(({ message }) => message.length <= 600),
      ),
    );
  });

  it("throws in one line that names the file", async () => {
    await assert.rejects(
      of(write("no/no.normlog", new TextEncoder().encode("no log"))),
      /^Error: no\.normlog: [^\n]*$/,
    );
  });
});

function assertClose(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${found}, not ${expected}`);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function arraysOf(index: number): Record<string, readonly [string, readonly number[]]> {
  return {
    [`${index}/n`]: ["i8", [4, 4]],
    [`${index}/mean`]: ["f8", [0, 1]],
    [`${index}/m2`]: ["f8", [1, 1]],
    [`${index}/min`]: ["f4", [-1, 0]],
    [`${index}/max`]: ["f4", [1, 2]],
    [`${index}/zeros`]: ["i8", [0, 0]],
  };
}

function stepOf(step: number, indices: readonly number[], more: object = {}): object {
  const seen = {
    ...SEEN,
    zero: 0,
    firstNonFinite: null,
    numBatchesTracked: null,
    ...more,
  };
  return { kind: "step", step, part: 0, time: 0, overhead: 0, layers: indices.map((i) => [i, seen]) };
}

/** Layers 0 and 2 of the log are seen, with a NaN. */
function nanStep(step: number): object {
  return stepOf(step, [0, 2], { nan: 1, firstNonFinite: 3 });
}

function nanArrays(): Record<string, readonly [string, readonly number[]]> {
  return { ...arraysOf(0), ...arraysOf(2), "0/n": ["i8", [4, 3]], "2/n": ["i8", [4, 3]] };
}
