import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Report, Running } from "../../../src/engine/report";
import { parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { compareFiles } from "../../../src/worker/compareFiles";
import { profileFiles } from "../../../src/worker/profileFiles";
import { latin1 } from "../readers/bytes";
import { LAYER, logOf, payloadOf, runPayload, stepPayload } from "../readers/runLog/writeLog";

const RUNS = "test/fixtures/runs";
const OPTIONS = { momentum: 0.1, convention: "pytorch" } as const;

interface Truth {
  readonly count: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly runningMean: readonly number[];
  readonly runningVariance: readonly number[];
}

/** Of two channels, different for each rank and step. */
function means(rank: number, step: number) {
  return { "0/mean": ["f8", [0.5 + rank, step / 8]] };
}

function profile(...paths: readonly string[]): Promise<Report> {
  return profileFiles({ paths, ...OPTIONS });
}

/** Batch statistics within a share of the channel's deviation and variance; running ones to the last bit of float32. */
function assertTruth(running: Running, truth: readonly Truth[], tolerance: number): void {
  assert.equal(running.steps.length, truth.length);
  truth.forEach((step, i) => {
    assert.equal(running.count[i], step.count);
    step.mean.forEach((mean, c) => {
      const variance = step.variance[c]!;
      assert.ok(Math.abs(running.batchMean[i]![c]! - mean) <= tolerance * Math.sqrt(variance), `mean at ${i}`);
      assert.ok(Math.abs(running.batchVariance[i]![c]! - variance) <= tolerance * variance, `variance at ${i}`);
    });
    assert.deepEqual(running.runningMean[i], Float64Array.from(step.runningMean, Math.fround));
    assert.deepEqual(running.runningVariance[i], Float64Array.from(step.runningVariance, Math.fround));
  });
}

describe("The profile of a training run", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-runs-"));
  after(() => rmSync(folder, { recursive: true }));

  function write(name: string, bytes: Uint8Array): string {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  for (const run of ["digits", "two-ranks"]) {
    it(`has the batch statistics of PyTorch's own tensors and its running averages: ${run}`, async () => {
      const { steps }: { steps: Record<string, Truth>[] } = JSON.parse(readFileSync(`${RUNS}/${run}.json`, "utf8"));
      const report = await profile(`${RUNS}/${run}`);
      assert.deepEqual(
        report.layers.map(({ name }) => name),
        ["bn1", "bn2"],
      );
      for (const { name, running } of report.layers) {
        assertTruth(
          running!,
          steps.map((step) => step[name]!),
          1e-6,
        );
      }
    });
  }

  it("finds nothing wrong with a healthy one", async () => {
    const { layers, findings, partial } = await profile(`${RUNS}/digits/rank-0000.normlog`);
    // The network was validated once, after thirty steps.
    assert.deepEqual(layers[0]!.running!.logged!.evaluations, [[30, 30]]);
    assert.deepEqual([...findings, ...layers.flatMap((layer) => layer.findings)], []);
    assert.equal(partial, false);
  });

  it("has exact extremes, and quantiles of the logged distribution", async () => {
    const [bn1] = (await profile(`${RUNS}/two-ranks`)).layers;
    const { statistics, channels } = bn1!;
    assert.equal(statistics.count, 10 * 8 * 2 * 16);
    assert.equal(
      statistics.histogram.counts.reduce((sum, count) => sum + count, 0),
      statistics.count,
    );
    assert.equal(statistics.min, Math.min(...channels!.min));
    const median = statistics.quantiles.find(([p]) => p === 0.5)![1];
    assert.ok(statistics.min < median && median < statistics.max);
  });

  it("survives the way to the panel", async () => {
    const report = await profile(`${RUNS}/two-ranks`);
    assert.deepEqual(parseReport(JSON.parse(reportToJson(report))), report);
  });

  it("says that a log has a torn tail, and takes what is before it", async () => {
    const report = await profile(`${RUNS}/torn`);
    assert.equal(report.partial, true);
    assert.ok(report.coverage > 0.9 && report.coverage < 1);
    assert.match(report.findings[0]!.message, /^A torn tail of 644 bytes was left out: the record says/);
    assert.equal(report.layers[0]!.running!.steps.length, 5);
  });

  it("takes whatever is left of the ranks' logs, wherever each is cut off", async () => {
    const ranks = [0, 1].map((rank) => readFileSync(`${RUNS}/two-ranks/rank-000${rank}.normlog`));
    const whole = (await profile(`${RUNS}/two-ranks`)).layers[0]!.running!;
    const head = 4000;
    await fc.assert(
      fc.asyncProperty(fc.nat(27_000), fc.nat(27_000), async (...cuts) => {
        ranks.forEach((bytes, i) => {
          write(`cut/rank-000${i}.normlog`, bytes.subarray(0, head + cuts[i]!));
        });
        const { running } = (await profile(join(folder, "cut"))).layers[0] ?? { running: null };
        const shared = whole.steps.findIndex(
          (step, i) => running?.steps[i] !== step || running.count[i] !== whole.count[i],
        );
        for (let i = 0; i < shared; i++) assert.deepEqual(running!.batchMean[i], whole.batchMean[i]);
      }),
      { numRuns: 60 },
    );
  });

  it("tells how far it has come", async () => {
    const shares: number[] = [];
    await profileFiles({ paths: [RUNS], ...OPTIONS }, ({ done, total }) => shares.push(done / total));
    assert.ok(shares.length > 1 && shares.every((share, i) => share <= 1 && share >= (shares[i - 1] ?? 0)));
  });

  it("takes what a rank alone has logged, and says so", async () => {
    const report = await profile(`${RUNS}/two-ranks/rank-0001.normlog`);
    assert.match(report.findings[0]!.message, /^Logs of 1 of 2 ranks are here/);
    assert.equal(report.layers[0]!.running!.count[0], 64);
  });

  it("shows each rank beside the whole where that is asked for", async () => {
    const { layers, findings } = await profileFiles({ paths: [`${RUNS}/two-ranks`], ...OPTIONS, eachRank: true });
    const bn1 = layers.filter(({ name }) => name === "bn1");
    assert.deepEqual(
      bn1.map(({ run, running }) => [run, running!.count[0]]),
      [
        ["all ranks", 128],
        ["rank-0000", 64],
        ["rank-0001", 64],
      ],
    );
    const [whole, ...ranks] = bn1.map(({ running }) => running!);
    // The ranks' batches are of one size, so the whole's mean is the mean of theirs.
    whole!.batchMean.forEach((mean, step) => {
      mean.forEach((value, c) => {
        const both = ranks.reduce((sum, rank) => sum + rank.batchMean[step]![c]!, 0) / 2;
        assert.ok(Math.abs(value - both) < 1e-12);
      });
    });
    assert.deepEqual(findings, []);
  });

  it("shows a single rank's run as it is, and names ranks by their run among several", async () => {
    const { layers } = await profileFiles({ paths: [RUNS], ...OPTIONS, eachRank: true });
    assert.deepEqual(
      [...new Set(layers.map(({ run }) => run))],
      ["digits", "torn", "two-ranks", "two-ranks/rank-0000", "two-ranks/rank-0001"],
    );
  });

  it("stands beside other runs and tensors", async () => {
    const base = join(folder, "beside");
    mkdirSync(join(base, "a"), { recursive: true });
    copyFileSync(`${RUNS}/digits/rank-0000.normlog`, join(base, "a", "rank-0000.normlog"));
    write("beside/b/rank-0000.normlog", logOf(runPayload(), stepPayload(0), stepPayload(1)));
    copyFileSync("media/examples/broken/nan.npy", join(base, "b", "nan.npy"));
    const { layers } = await profile(base);
    assert.deepEqual(
      layers.map(({ run, name }) => `${run}/${name}`),
      ["b/nan", "a/bn1", "a/bn2", "b/bn1"],
    );
  });

  it("merges micro-batches of one step, and tells training from evaluation in it", async () => {
    const path = write(
      "parts/rank-0000.normlog",
      logOf(
        runPayload(),
        stepPayload(0, { part: 0 }),
        stepPayload(0, { part: 1 }),
        stepPayload(0, { part: 2 }, { training: false }),
        stepPayload(1),
      ),
    );
    const { running, statistics } = (await profile(path)).layers[0]!;
    assert.deepEqual(running!.steps, [0, 0, 1]);
    assert.deepEqual(running!.count, [8, 4, 4]);
    assert.deepEqual(running!.logged, {
      steps: 3,
      every: 1,
      updates: 2,
      training: [true, false, true],
      evaluations: [],
    });
    assert.equal(statistics.count, 32);
  });

  it("merges ranks that were thinned differently at the wider spacing, as if both had been logged at it", async () => {
    const steps = Array.from({ length: 16 }, (_, step) => step);
    const log = (rank: number, every: number) => {
      const kept = steps
        .filter((step) => step % every === 0)
        .map((step) => stepPayload(step, {}, {}, means(rank, step)));
      const thinned = every > 1 ? [payloadOf({ kind: "thinned", every })] : [];
      return logOf(runPayload({ rank, worldSize: 2 }), ...thinned, ...kept);
    };
    const profileOf = async (name: string, ...spacings: readonly number[]) => {
      for (const [rank, every] of spacings.entries()) write(`${name}/rank-000${rank}.normlog`, log(rank, every));
      const { layers, findings } = await profile(join(folder, name));
      return { layers, findings };
    };
    const wanted = await profileOf("thinned-alike", 4, 4);
    assert.deepEqual(wanted.layers[0]!.running!.steps, [0, 4, 8, 12]);
    assert.deepEqual(wanted.findings, []);
    assert.deepEqual(await profileOf("thinned-second", 1, 4), wanted);
    assert.deepEqual(await profileOf("thinned-first", 4, 2), wanted);
  });

  it("takes the last word on how a log was thinned", async () => {
    const notes = [2, 4].map((every) => payloadOf({ kind: "thinned", every }));
    const path = write(
      "notes.normlog",
      logOf(runPayload(), ...notes, ...[0, 2, 4, 8].map((step) => stepPayload(step))),
    );
    assert.deepEqual((await profile(path)).layers[0]!.running!.steps, [0, 4, 8]);
  });

  it("reads the old log to its end where it is replaced by a thinned one meanwhile", async () => {
    const steps = Array.from({ length: 3000 }, (_, step) => step);
    const path = write("replaced/rank-0000.normlog", logOf(runPayload(), ...steps.map((step) => stepPayload(step))));
    const fewer = steps.filter((step) => step % 2 === 0).map((step) => stepPayload(step));
    write("replaced/new", logOf(runPayload(), payloadOf({ kind: "thinned", every: 2 }), ...fewer));
    let replaced = false;
    const read = (onShare: () => void) => profileFiles({ paths: [path], ...OPTIONS }, onShare);
    const before = await read(() => {
      if (!replaced) renameSync(join(folder, "replaced", "new"), path);
      replaced = true;
    });
    assert.equal(before.layers[0]!.running!.logged!.steps, 3000);
    assert.equal((await read(() => {})).layers[0]!.running!.logged!.steps, 1500);
  });

  it("has no running averages for layers that keep none, and tells places apart", async () => {
    const layers = [
      { ...LAYER, tracks: false, method: "layer" },
      { ...LAYER, place: "output" },
    ];
    const one = stepPayload(0, {}, { shape: [4, 2] });
    const report = await profile(write("places.normlog", logOf(runPayload({ layers }), one, stepPayload(1))));
    assert.equal(report.layers.length, 1);
    assert.equal(report.layers[0]!.running, null);
  });

  it("thins a long run's series, and counts all of it", async () => {
    const steps = 5000;
    const log = logOf(runPayload(), ...Array.from({ length: steps }, (_, step) => stepPayload(step)));
    const { running, statistics } = (await profile(write("long.normlog", log))).layers[0]!;
    assert.ok(running!.steps.length <= 2000 && running!.steps.length >= 1000);
    assert.deepEqual([running!.steps[0], running!.steps.at(-1)], [0, steps - 1]);
    assert.deepEqual([running!.logged!.steps, running!.logged!.updates], [steps, steps]);
    assert.equal(statistics.count, 8 * steps);
  });

  const wrong: readonly (readonly [title: string, logs: readonly Uint8Array[], message: RegExp])[] = [
    ["nothing yet", [latin1("NORML")], /^rank-0000\.normlog: holds no whole record yet$/],
    ["a step first", [logOf(stepPayload(0))], /^rank-0000\.normlog: a step comes before the run$/],
    ["a second run", [logOf(runPayload(), runPayload())], /^rank-0000\.normlog: begins a second run/],
    ["steps that go back", [logOf(runPayload(), stepPayload(3), stepPayload(2))], /: step 2 comes after step 3$/],
    [
      "an unknown layer",
      [logOf(runPayload({ layers: [] }), stepPayload(0))],
      /: step 0: layer 0 of rank 0, of which 0 are listed$/,
    ],
    [
      "a rank twice",
      [logOf(runPayload()), logOf(runPayload())],
      /^rank-0001\.normlog: the run: a second log of rank 0$/,
    ],
  ];
  wrong.forEach(([title, logs, message], i) => {
    it(`is refused in one line for a log with ${title}`, async () => {
      for (const [rank, bytes] of logs.entries()) write(`wrong-${i}/rank-000${rank}.normlog`, bytes);
      await assert.rejects(profile(join(folder, `wrong-${i}`)), { message });
    });
  });

  it("cannot be compared, as a log holds no values", async () => {
    await assert.rejects(
      compareFiles({ paths: [`${RUNS}/digits`], ...OPTIONS }),
      /digits: a run's log holds statistics/,
    );
  });
});
