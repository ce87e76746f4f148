import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Layer, Report } from "../../../src/engine/report";
import { settling } from "../../../src/engine/running/settling";
import type { Followed, LiveState, WantedLayer } from "../../../src/protocol/engineApi";
import { parseLayer, parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { createFollower, type Follower } from "../../../src/worker/follower";
import { profileFiles } from "../../../src/worker/profileFiles";
import { concat } from "../readers/bytes";
import { LAYER, logOf, payloadOf, recordOf, runPayload, SEEN, stepPayload } from "../readers/runLog/writeLog";
import { event, simple, VERSION } from "../readers/tensorboard/eventBytes";

const RUNS = "test/fixtures/runs";
const OPTIONS = { momentum: 0.1, convention: "pytorch" } as const;
const END = payloadOf({ kind: "end", step: 9, reason: "finished", exception: null, overhead: { probe: 0, wall: 1 } });
const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

interface Seen {
  readonly report: Report | null;
  readonly live: LiveState;
  readonly stamp: string;
}

describe("Following a run's logs", () => {
  const base = mkdtempSync(join(tmpdir(), "normscope-follow-"));
  after(() => rmSync(base, { recursive: true }));
  let folder = "";
  let count = 0;
  let now = 0;
  let follower: Follower;

  beforeEach(() => {
    folder = join(base, String(count++));
    mkdirSync(folder);
    now = Date.now();
    follower = createFollower(null, () => now);
  });

  const rank = (number: number) => join(folder, `rank-000${number}.normlog`);
  const follow = async (wanted?: WantedLayer, known?: string): Promise<Seen> => {
    const request = { paths: [folder], ...OPTIONS, ...(wanted && { wanted }), ...(known && { known }) };
    const { report, live, stamp }: Followed = await follower.follow(request, () => {});
    return { report: report === null ? null : parseReport(JSON.parse(report)), live: live!, stamp };
  };
  const stepsOf = (report: Report | null) => report!.layers[0]!.running?.steps ?? [];
  const profile = () => profileFiles({ paths: [folder], ...OPTIONS });

  it("shows what TensorBoard has logged beside a run, as reading all at the end does", async () => {
    mkdirSync(join(folder, "logs"));
    writeFileSync(join(folder, "logs", "rank-0000.normlog"), logOf(runPayload(), stepPayload(0), stepPayload(1), END));
    writeFileSync(join(folder, "events.out.tfevents.1.h"), concat(VERSION, event(0, simple("loss", 0.5))));
    const { report } = await follow();
    assert.deepEqual(
      report!.layers.map(({ name }) => name),
      [LAYER.name, "loss"],
    );
    assert.deepEqual(report!.layers.at(-1), (await profile()).layers.at(-1));
  });

  it("comes to the same as reading all at the end, bit by bit, wherever ranks were cut off meanwhile", async () => {
    const ranks = [0, 1].map((number) => readFileSync(`${RUNS}/two-ranks/rank-000${number}.normlog`));
    const cuts = fc.array(fc.tuple(fc.nat(32_000), fc.nat(32_000)), { maxLength: 8 });
    let trial = 0;
    await fc.assert(
      fc.asyncProperty(cuts, async (drawn) => {
        folder = join(base, `cut-${trial++}`);
        mkdirSync(folder);
        follower = createFollower(null, () => now);
        const places = [0, 1].map((i) => drawn.map((cut) => cut[i]!).sort((a, b) => a - b));
        for (let i = 0; i <= drawn.length; i++) {
          ranks.forEach((bytes, number) => {
            const [from, to] = [places[number]![i - 1] ?? 0, places[number]![i] ?? bytes.length];
            appendFileSync(rank(number), bytes.subarray(from, to));
          });
          await follow();
        }
        const { report } = await follow();
        const whole = await profile();
        // What the panel has in full, and what the outlines of the others say.
        assert.deepEqual(report!.layers[0], whole.layers[0]);
        assert.deepEqual(await layerOf("bn2"), whole.layers[1]);
        assert.deepEqual(report!.findings, whole.findings);
      }),
      { numRuns: 40 },
    );
  });

  async function layerOf(layer: string, steps: WantedLayer["steps"] = null): Promise<Layer> {
    return parseLayer(JSON.parse(await follower.layer({ paths: [folder], run: "", layer, steps })));
  }

  it("reads only what has been added", async () => {
    // A damaged record that was read as a whole one before it was damaged would be noticed if it were read again.
    const log = logOf(runPayload(), ...range(200).map((step) => stepPayload(step)));
    writeFileSync(rank(0), log);
    await follow();
    writeFileSync(rank(0), log.fill(0, 2000, 3000));
    appendFileSync(rank(0), recordOf(END));
    assert.equal(stepsOf((await follow()).report).length, 200);
  });

  it("counts a step once the next one begins, once the run has ended, or after a while", async () => {
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(0), stepPayload(1)));
    const first = await follow();
    assert.deepEqual([first.live.step, first.live.ended], [0, false]);
    assert.ok(first.live.held! > 0 && first.live.held! <= 3000);
    appendFileSync(rank(0), recordOf(stepPayload(1, { part: 1 })));
    now += first.live.held!;
    assert.equal((await follow()).live.step, 0);
    now += 3000;
    const { report, live } = await follow();
    assert.deepEqual([live.step, live.held], [1, null]);
    assert.deepEqual(report!.layers[0]!.running!.count, [4, 8]);
    appendFileSync(rank(0), concat(recordOf(stepPayload(2)), recordOf(END)));
    assert.deepEqual((await follow()).live, { ended: true, step: 2, ranks: 1, idle: 0, held: null });
  });

  it("waits for a rank that lags, does without one that was killed, and begins again where it comes back", async () => {
    const head = (number: number) => runPayload({ rank: number, worldSize: 2 });
    writeFileSync(rank(0), logOf(head(0), ...range(4).map((step) => stepPayload(step))));
    writeFileSync(rank(1), logOf(head(1), stepPayload(0), stepPayload(1)));
    assert.equal((await follow()).live.step, 0);
    now += MINUTE;
    const alone = await follow();
    assert.equal(alone.live.step, 3);
    assert.match(alone.report!.findings[0]!.message, /^Ranks have logged 2 to 4 steps/);
    appendFileSync(rank(1), concat(recordOf(stepPayload(2)), recordOf(stepPayload(3)), recordOf(END)));
    appendFileSync(rank(0), recordOf(END));
    const { report } = await follow();
    assert.deepEqual(report!.layers, (await profile()).layers);
    assert.deepEqual(report!.layers[0]!.running!.count, [8, 8, 8, 8]);
  });

  it("takes in a rank that appears later", async () => {
    const head = (number: number) => runPayload({ rank: number, worldSize: 2 });
    writeFileSync(rank(0), logOf(head(0), stepPayload(0), stepPayload(1), END));
    assert.deepEqual((await follow()).report!.layers[0]!.running!.count, [4, 4]);
    writeFileSync(rank(1), logOf(head(1), stepPayload(0), stepPayload(1), END));
    const { report } = await follow();
    assert.deepEqual(report!.layers[0]!.running!.count, [8, 8]);
    assert.deepEqual(report!.findings, []);
  });

  it("takes a torn tail for granted while the log grows, and says so when it does no more", async () => {
    writeFileSync(
      rank(0),
      concat(logOf(runPayload(), stepPayload(0), stepPayload(1)), recordOf(stepPayload(2)).subarray(0, 99)),
    );
    const { report, stamp } = await follow();
    assert.deepEqual([report!.findings, report!.partial], [[], false]);
    now += MINUTE;
    const later = await follow(undefined, stamp);
    assert.match(later.report!.findings[0]!.message, /^A torn tail of 99 bytes/);
    assert.equal(later.report!.partial, true);
  });

  const replaced: readonly (readonly [title: string, replace: (bytes: Uint8Array) => void])[] = [
    ["shrank", (bytes) => writeFileSync(rank(0), bytes)],
    [
      "is another file",
      (bytes) => {
        writeFileSync(`${rank(0)}.new`, bytes);
        renameSync(`${rank(0)}.new`, rank(0));
      },
    ],
  ];
  for (const [title, replace] of replaced) {
    it(`begins again where a log ${title}`, async () => {
      writeFileSync(rank(0), logOf(runPayload(), ...range(9).map((step) => stepPayload(step)), END));
      await follow();
      replace(logOf(runPayload(), ...[0, 4, 8].map((step) => stepPayload(step)), END));
      assert.deepEqual(stepsOf((await follow()).report), [0, 4, 8]);
    });
  }

  it("begins again where another run was written into the file", async () => {
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(0), stepPayload(1)));
    await follow();
    writeFileSync(
      rank(0),
      logOf(runPayload({ started: "later" }), ...range(9).map((step) => stepPayload(step + 100)), END),
    );
    assert.equal(stepsOf((await follow()).report)[0], 100);
  });

  const clocks: readonly (readonly [title: string, clock: number, file: number])[] = [
    ["the clock is set back by an hour", -60 * MINUTE, 0],
    ["the clock is set back by ten years", -10 * YEAR, 0],
    ["the clock is set ahead by ten years", 10 * YEAR, 0],
    ["the file system's clock is ten years ahead", 0, 10 * YEAR],
    ["the file system's clock is thirty years behind", 0, -30 * YEAR],
  ];
  for (const [title, clock, file] of clocks) {
    it(`follows on, and gives up waiting after a minute, where ${title}`, async () => {
      const write = (steps: number) => {
        writeFileSync(rank(0), logOf(runPayload(), ...range(steps).map((step) => stepPayload(step))));
        const time = (Date.now() + file) / 1000;
        utimesSync(rank(0), time, time);
      };
      write(3);
      await follow();
      now += clock;
      write(6);
      const { report, live } = await follow();
      assert.deepEqual(stepsOf(report).slice(0, 5), [0, 1, 2, 3, 4]);
      assert.ok(live.idle >= 0 && live.idle <= MINUTE, `idle for ${live.idle}`);
      assert.ok(live.held === null || (live.held >= 0 && live.held <= MINUTE), `held for ${live.held}`);
      now -= 5 * YEAR;
      const { live: still } = await follow();
      assert.ok(still.idle >= 0 && (still.held ?? 0) <= MINUTE, `idle for ${still.idle}, held for ${still.held}`);
      now += MINUTE;
      assert.deepEqual(stepsOf((await follow()).report), range(6));
    });
  }

  it("goes on where steps' own times jump back and forth", async () => {
    const times = [0, 1, -3e8, 1e9, 2, 1e300];
    writeFileSync(rank(0), logOf(runPayload(), ...times.map((time, step) => stepPayload(step, { time })), END));
    assert.deepEqual(stepsOf((await follow()).report), range(6));
  });

  it("says that nothing is new instead of making the same report again", async () => {
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(0), stepPayload(1), END));
    const { stamp } = await follow();
    now += 5000;
    const again = await follow(undefined, stamp);
    assert.deepEqual([again.report, again.live.idle >= 5000], [null, true]);
  });

  it("waits where nothing has been logged yet", async () => {
    writeFileSync(rank(0), "NORM");
    const { report, live } = await follow();
    assert.deepEqual([report!.layers, live.step, live.ended], [[], null, false]);
  });

  it("goes on after an error as if it had just begun", async () => {
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(0), stepPayload(1), END));
    await follow();
    rmSync(folder, { recursive: true });
    await assert.rejects(follow(), /cannot be opened/);
    mkdirSync(folder);
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(5), stepPayload(6), END));
    assert.deepEqual(stepsOf((await follow()).report), [5, 6]);
  });

  it("gives the layer that is wanted in full, and an outline of the others", async () => {
    const layers = [LAYER, { ...LAYER, name: "bn2" }];
    const arrays = Object.fromEntries(
      ["mean", "m2", "n", "min", "max", "zeros", "runningMean", "runningVariance"].map((name) => [
        `1/${name}`,
        name === "n" ? ["i8", [4, 4]] : ["f8", [1, 2]],
      ]),
    );
    const both = (step: number) =>
      stepPayload(
        step,
        { layers: [0, 1].map((index) => [index, { ...SEEN, numBatchesTracked: step + 1 }]) },
        {},
        arrays,
      );
    writeFileSync(rank(0), logOf(runPayload({ layers }), both(0), both(1), END));
    const { report } = await follow({ layer: "bn2", steps: null });
    const [bn1, bn2] = report!.layers;
    assert.deepEqual([bn1!.running, bn1!.channels, bn1!.outline!.count, bn1!.outline!.steps], [null, null, 4, 2]);
    const whole = await profile();
    assert.deepEqual(bn2, whole.layers[1]);
    assert.deepEqual(await layerOf("bn1"), whole.layers[0]);
    assert.equal(bn1!.statistics.mean, whole.layers[0]!.statistics.mean);
    await assert.rejects(layerOf("bn3"), /there is no layer bn3/);
  });

  it("shows every so many-th step of a long run, and all of a range that has few enough", async () => {
    const steps = range(5000);
    writeFileSync(rank(0), logOf(runPayload(), ...steps.map((step) => stepPayload(step, {}, {}, moving(step))), END));
    const whole = await layerOf("bn1");
    assert.equal(whole.running!.logged!.every, 4);
    // Whatever of its steps is shown, whether they have settled is asked of the whole run.
    assert.deepEqual(whole.outline, {
      steps: 5000,
      count: 4,
      settling: settling((await profile()).layers[0]!.running!),
    });
    assert.deepEqual((await layerOf("bn1", [7, 9])).outline, whole.outline);
    assert.deepEqual(whole.running!.steps, [...steps.filter((step) => step % 4 === 0), 4999]);
    const { running } = await layerOf("bn1", [1001, 1900]);
    assert.equal(running!.logged!.every, 1);
    // The step before tells what the first batch met; its own batch is out of sight.
    assert.deepEqual(
      running!.steps,
      range(901).map((i) => 1000 + i),
    );
    assert.deepEqual(running!.batchMean[0], Float64Array.of(Number.NaN, Number.NaN));
    running!.steps.slice(1).forEach((step, i) => {
      assert.deepEqual(running!.batchMean[i + 1], Float64Array.of(step, -step));
      assert.deepEqual(running!.runningMean[i + 1], Float64Array.of(step / 2, 0));
    });
    assert.deepEqual(whole, parseLayer(JSON.parse(reportToJson(whole))));
  });

  it("does the work of a profile where there is no log", async () => {
    const request = { paths: ["media/examples/broken/nan.npy"], ...OPTIONS };
    const { report, live } = await follower.follow(request, () => {});
    assert.equal(live, null);
    assert.deepEqual(JSON.parse(report!), JSON.parse(reportToJson(await profileFiles(request))));
  });

  it("never says that something came in the future, though the clock is set back", async () => {
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(0), stepPayload(1)));
    const { now: clock } = Date;
    const own = createFollower(null);
    const request = { paths: [folder], ...OPTIONS };
    await own.follow(request, () => {});
    try {
      Date.now = () => clock() - 60 * MINUTE;
      const { live } = await own.follow(request, () => {});
      assert.ok(live!.idle >= 0, `${live!.idle} ms`);
    } finally {
      Date.now = clock;
    }
  });

  it("knows from the file's time how long nothing has come", async () => {
    writeFileSync(rank(0), logOf(runPayload(), stepPayload(0), stepPayload(1)));
    utimesSync(rank(0), (now - 5 * MINUTE) / 1000, (now - 5 * MINUTE) / 1000);
    const { live } = await follow();
    assert.deepEqual([live.step, live.held, Math.round(live.idle / MINUTE)], [1, null, 5]);
  });
});

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function moving(step: number) {
  return { "0/mean": ["f8", [step, -step]], "0/runningMean": ["f4", [step / 2, 0]] };
}
