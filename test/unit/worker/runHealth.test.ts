import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LoggedHealth } from "../../../src/protocol/runHealth";
import { runHealth } from "../../../src/worker/runHealth";
import { LAYER, logOf, payloadOf, runPayload, stepPayload } from "../readers/runLog/writeLog";

const RUNS = "test/fixtures/runs";
const NAN = [{}, { nan: 1, firstNonFinite: 3 }, { "0/n": ["i8", [4, 3]] }] as const;

describe("the health of training runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-health-"));
  after(() => rmSync(folder, { recursive: true }));

  async function healthOf(...logs: readonly Uint8Array[]): Promise<LoggedHealth> {
    const run = mkdtempSync(join(folder, "run-"));
    const paths = logs.map((bytes, rank) => {
      const path = join(run, `rank-000${rank}.normlog`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return path;
    });
    const { runs } = await runHealth({ paths });
    assert.equal(runs.length, 1);
    return runs[0]!;
  }

  const end = (reason: string, exception: string | null = null) =>
    payloadOf({ kind: "end", step: 1, reason, exception, overhead: { probe: 0, wall: 1 } });

  it("is that of the profile: state, steps, start, and each layer's worst finding", async () => {
    const { runs } = await runHealth({ paths: [join(RUNS, "digits"), join(RUNS, "two-ranks")] });
    assert.deepEqual(
      runs.map(({ name, state, steps, layers }) => [name, state, steps, layers.map(({ severity }) => severity)]),
      [
        ["digits", "finished", 60, [null, null]],
        ["two-ranks", "finished", 10, ["warning", "warning"]],
      ],
    );
    assert.match(runs[1]!.layers[0]!.messages[0]!, /running/i);
  });

  const states: [string, Uint8Array[], Partial<LoggedHealth>][] = [
    ["goes on", [logOf(runPayload(), stepPayload(0))], { state: "open", steps: 1, exception: null }],
    ["has finished", [logOf(runPayload(), stepPayload(0), end("finished"))], { state: "finished" }],
    [
      "was ended by an exception",
      [logOf(runPayload(), end("exception", "ValueError"))],
      { state: "exception", exception: "ValueError", steps: 0 },
    ],
    [
      "has finished on one rank and goes on on another",
      [
        logOf(runPayload({ worldSize: 2 }), stepPayload(0), end("finished")),
        logOf(runPayload({ worldSize: 2, rank: 1 }), stepPayload(0), stepPayload(1)),
      ],
      { state: "open", steps: 2 },
    ],
    ["says when it started", [logOf(runPayload({ every: 10 }))], { started: Date.UTC(2026, 0, 1), every: 10 }],
    ["says nothing sensible of when", [logOf(runPayload({ started: "soon" }))], { started: null }],
  ];
  for (const [what, logs, expected] of states) {
    it(`tells of a run that ${what}`, async () => {
      const health: Partial<LoggedHealth> = await healthOf(...logs);
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(health[key as keyof LoggedHealth], value, key);
    });
  }

  it("has the worst finding first", async () => {
    const { layers } = await healthOf(logOf(runPayload({ layers: [LAYER] }), stepPayload(0, ...NAN)));
    assert.equal(layers[0]!.severity, "error");
    assert.match(layers[0]!.messages[0]!, /first NaN or infinity/);
  });

  it("throws in one line that names the log", async () => {
    const path = join(folder, "no.normlog");
    writeFileSync(path, "no run log");
    await assert.rejects(runHealth({ paths: [path] }), /^Error: no\.normlog: is no run log: [^\n]*$/);
  });
});
