import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { deflateRawSync, deflateSync } from "node:zlib";
import { parseRunOutput, RUN_MIME, type RunOutput } from "../../../../src/protocol/runOutput";
import { inflateLog } from "../../../../src/ui/notebook/inflateLog";
import { runReport } from "../../../../src/ui/notebook/runReport";
import { profileFiles } from "../../../../src/worker/profileFiles";
import { latin1 } from "../../readers/bytes";
import { LAYER, logOf, payloadOf, runPayload, stepPayload } from "../../readers/runLog/writeLog";

const RUNS = "test/fixtures/runs";

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function outputOf(logs: readonly Uint8Array[], parts: Partial<RunOutput> = {}): RunOutput {
  return {
    version: 1,
    generator: "normscope 0.1.0",
    name: "digits",
    steps: 10,
    kept: 10,
    state: "running",
    logs: logs.map((log) => base64(deflateSync(log))),
    ...parts,
  };
}

describe("A run in a notebook's output", () => {
  for (const [run, ranks] of [["digits", 1] as const, ["two-ranks", 2] as const]) {
    it(`has the numbers of its logs: ${run}`, async () => {
      const logs = Array.from({ length: ranks }, (_, rank) => readFileSync(`${RUNS}/${run}/rank-000${rank}.normlog`));
      const { report } = await runReport(outputOf(logs, { state: "finished" }));
      const whole = await profileFiles({ paths: [`${RUNS}/${run}`], momentum: 0.1, convention: "pytorch" });
      assert.deepEqual(report.layers, whole.layers);
      assert.deepEqual(report.findings, whole.findings);
      assert.deepEqual([report.partial, report.coverage], [false, 1]);
    });
  }

  it("is what the probe makes of a run, cut short or whole", async () => {
    const { cells } = JSON.parse(readFileSync("test/fixtures/notebooks/live-run.ipynb", "utf8"));
    const shown = [];
    for (const { outputs } of cells) shown.push(await runReport(parseRunOutput(outputs[0].data[RUN_MIME])));
    assert.deepEqual(
      shown.map(({ summary }) => summary),
      ["running · 51 of 101 logged steps shown · 2 layers", "finished · 200 logged steps shown · 2 layers"],
    );
    const [running, finished] = shown.map(({ report }) => report.layers[0]!.running!);
    assert.deepEqual([running!.steps[0], running!.steps[1], running!.steps.at(-1)], [0, 4, 200]);
    assert.deepEqual([finished!.steps.length, finished!.steps.at(-1)], [200, 398]);
    assert.deepEqual([shown[0]!.report.partial, shown[1]!.report.partial], [true, false]);
    assert.ok(
      shown.every(({ report }) => report.layers.every((layer) => layer.statistics.histogram.counts.length > 0)),
    );
    // Means are float32 in an output, and float64 in a log.
    const same = running!.steps.map((step) => finished!.batchMean[finished!.steps.indexOf(step)]);
    assert.deepEqual(running!.batchMean, same);
  });

  const summaries: readonly (readonly [string, Partial<RunOutput>, RegExp])[] = [
    ["goes on", { steps: 4000, kept: 40 }, /^running · 40 of 4,000 logged steps shown · 1 of 2 layers$/],
    ["has an exception", { state: "exception" }, /^ended with an exception · 10 logged steps shown/],
    ["could not be recorded further", { state: "stopped" }, /^no longer recorded · /],
    ["has begun", { steps: 1, kept: 1 }, /^running · 1 logged step shown/],
  ];
  for (const [title, parts, expected] of summaries) {
    it(`says how far it is where it ${title}`, async () => {
      const layers = [LAYER, { ...LAYER, name: "unused" }];
      const { summary } = await runReport(outputOf([logOf(runPayload({ layers }), stepPayload(0))], parts));
      assert.match(summary, expected);
    });
  }

  it("names the exception that ended it, and the ranks that are not here", async () => {
    const end = payloadOf({ kind: "end", step: 1, reason: "exception", exception: "Out\u202eOfMemory" });
    const { report } = await runReport(outputOf([logOf(runPayload({ worldSize: 4 }), stepPayload(0), end)]));
    assert.deepEqual(
      report.findings.map(({ message }) => message.split(".")[0]),
      ["Logs of 1 of 4 ranks are here", "The run ended with an exception: Out\ufffdOfMemory"],
    );
  });

  it("without a step has no layers yet", async () => {
    const { report, summary } = await runReport(outputOf([logOf(runPayload())], { steps: 0, kept: 0 }));
    assert.equal(report.layers.length, 0);
    assert.equal(summary, "running · no step logged yet · 1 layer");
  });

  const log = logOf(runPayload(), stepPayload(0));
  const wrong: readonly (readonly [title: string, output: unknown, message: RegExp])[] = [
    ["nothing", null, /^run: it says no version, but this Normscope reads version 1$/],
    ["another version", { version: 2 }, /^run: it says version 2,/],
    ["a state of its own", outputOf([log], { state: "<b>" as "running" }), /^run\.state: expected running or /],
    ["more steps than there were", outputOf([log], { kept: 11 }), /^run\.kept: 11 steps of 10$/],
    ["no log", outputOf([]), /^run\.logs: holds no log$/],
    ["no base64", outputOf([], { logs: ["<script>"] }), /^run\.logs\[0\]: is no base64$/],
    ["no zlib stream", outputOf([], { logs: [base64(log)] }), /^run\.logs\[0\]: is no zlib stream$/],
    ["a short one", outputOf([], { logs: ["eA=="] }), /^run\.logs\[0\]: is no zlib stream$/],
    [
      "damaged data",
      outputOf([], { logs: [damaged(log)] }),
      /^run\.logs\[0\]: is no zlib stream that can be inflated$/,
    ],
    ["a raw stream", outputOf([], { logs: [base64(deflateRawSync(log))] }), /^run\.logs\[0\]: is no zlib stream$/],
    ["another file", outputOf([latin1("PK\x03\x04 not a log")]), /^run\.logs\[0\]: is no run log/],
    ["a log that is cut off", outputOf([log.subarray(0, -3)]), /^run\.logs\[0\]: the record says \d+ bytes, but/],
    ["steps first", outputOf([logOf(stepPayload(0))]), /^run\.logs\[0\]: does not begin with the run's own record$/],
    ["a rank twice", outputOf([log, log]), /^run\.logs\[1\]: the run: a second log of rank 0$/],
    [
      "a step of unknown layers",
      outputOf([logOf(runPayload({ layers: [] }), stepPayload(0))]),
      /^run\.logs\[0\]: step 0: layer 0 of rank 0, of which 0 are listed$/,
    ],
  ];
  for (const [title, output, message] of wrong) {
    it(`with ${title} is refused in one line`, async () => {
      await assert.rejects(async () => runReport(parseRunOutput(output)), { message });
    });
  }

  it("that inflates to more than there is room for is refused before it is in memory", async () => {
    const bomb = base64(deflateSync(new Uint8Array(4 << 20)));
    await assert.rejects(inflateLog(bomb, "bomb", 1 << 20), { message: "bomb: inflates to more than 1048576 bytes" });
    assert.equal((await inflateLog(bomb, "bomb", 4 << 20)).length, 4 << 20);
  });
});

function damaged(log: Uint8Array): string {
  const bytes = deflateSync(log);
  bytes.fill(0xff, 8, 60);
  return base64(bytes);
}
