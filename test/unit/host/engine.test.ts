import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createEngine, type Engine } from "../../../src/host/engine";
import { parseLayer, parseReport } from "../../../src/protocol/reportJson";

const REQUEST = { momentum: 0.1, convention: "pytorch" } as const;
const CRASHING_WORKER = `require("node:worker_threads").parentPort.on("message", () => process.exit(7));`;

describe("the engine in its thread", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-engine-"));
  const engines: Engine[] = [];
  const start = (script = resolve("dist/worker.mjs")) => {
    engines.push(createEngine(script));
    return engines.at(-1)!;
  };
  const small = join(folder, "small.npy");
  const large = join(folder, "large.npy");

  before(() => {
    writeFileSync(small, npyOf(4));
    writeFileSync(large, npyOf(2 ** 29).subarray(0, 128));
    truncateSync(large, 128 + 2 ** 31);
  });
  after(() => {
    for (const engine of engines) engine.dispose();
    rmSync(folder, { recursive: true });
  });

  it("answers with a report", async () => {
    const report = parseReport(JSON.parse(await start().profile({ ...REQUEST, paths: [small] }, options())));
    assert.equal(report.layers[0]!.statistics.count, 4);
  });

  it("tells how far it has come, and ends at once when cancelled in a file of 2 GiB", async () => {
    const engine = start();
    const job = new AbortController();
    let cancelled = 0;
    const call = engine.profile(
      { ...REQUEST, paths: [large] },
      {
        signal: job.signal,
        onProgress: ({ done, total }) => {
          assert.ok(done > 0 && done < total);
          cancelled ||= Date.now();
          job.abort();
        },
      },
    );
    await assert.rejects(call, /Cancelled/);
    assert.ok(cancelled > 0, "no progress was told");
    assert.match(await engine.profile({ ...REQUEST, paths: [small] }, options()), /"small"/);
  });

  it("ends one job and leaves the other", async () => {
    const engine = start();
    const job = new AbortController();
    const ended = engine.profile({ ...REQUEST, paths: [large] }, { signal: job.signal });
    const kept = engine.profile({ ...REQUEST, paths: [small] }, options());
    job.abort();
    await assert.rejects(ended, /Cancelled/);
    assert.match(await kept, /"small"/);
  });

  it("fails the open call with a clear message when the thread dies, and starts another for the next", async () => {
    const script = join(folder, "crashing.js");
    writeFileSync(script, CRASHING_WORKER);
    const engine = start(script);
    for (let attempt = 0; attempt < 2; attempt++) {
      const call = engine.profile({ ...REQUEST, paths: [small] }, options());
      await assert.rejects(call, /The engine stopped with exit code 7\. The next command starts it again\./);
    }
  });

  it("keeps what it has read of a run that is followed, in a thread that ends with it", async () => {
    const run = join(folder, "run");
    mkdirSync(run);
    copyFileSync("test/fixtures/runs/digits/rank-0000.normlog", join(run, "rank-0000.normlog"));
    const engine = start();
    const following = engine.startFollowing();
    const request = { ...REQUEST, paths: [run] };
    const { report, stamp, live } = await following.follow(request, options());
    assert.deepEqual([live!.ended, live!.step], [true, 59]);
    assert.equal(parseReport(JSON.parse(report!)).layers[1]!.outline!.steps, 60);
    assert.equal((await following.follow({ ...request, known: stamp }, options())).report, null);
    const layer = await following.layer({ paths: [run], run: "", layer: "bn2", steps: null }, options());
    assert.equal(parseLayer(JSON.parse(layer)).outline, null);
    // Another job takes another thread.
    assert.match(await engine.profile({ ...REQUEST, paths: [small] }, options()), /"small"/);
    following.dispose();
    await assert.rejects(following.follow(request, options()), /Nothing is followed any more/);
  });

  it("reads all again where the thread of a followed run has died", async () => {
    const following = start().startFollowing();
    const request = { ...REQUEST, paths: ["test/fixtures/runs/digits"] };
    await following.follow(request, options());
    const job = new AbortController();
    const cancelled = following.follow(request, { signal: job.signal });
    job.abort();
    await assert.rejects(cancelled, /Cancelled/);
    assert.equal((await following.follow(request, options())).live!.step, 59);
    following.dispose();
  });

  it("brings errors over with their message, and the dtypes to choose from", async () => {
    const lost = join(folder, "lost.npy");
    writeFileSync(lost, npyOf(4, "<V2", 2));
    const engine = start();
    await assert.rejects(
      engine.profile({ ...REQUEST, paths: [lost] }, options()),
      (error: Error & { failure: object }) => {
        assert.match(error.message, /^lost\.npy: .*<V2/);
        assert.ok((error.failure as { dtypeChoices: string[] }).dtypeChoices.includes("bfloat16"));
        return true;
      },
    );
    await assert.rejects(
      engine.profile({ ...REQUEST, paths: [join(folder, "none.npy")] }, options()),
      /none\.npy: .*no such file or folder/,
    );
  });
});

function options() {
  return { signal: new AbortController().signal };
}

/** A .npy file of zeros. */
function npyOf(values: number, descr = "<f4", bytes = 4): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${values},), }`.padEnd(117);
  const data = Buffer.alloc(values > 1000 ? 0 : values * bytes);
  return Buffer.concat([Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"), data]);
}
