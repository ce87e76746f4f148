import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeModel, runModel } from "../../../../src/host/onnx/onnxThread";
import type { OnnxRequest } from "../../../../src/protocol/onnx";
import { parseReport } from "../../../../src/protocol/reportJson";

const SCRIPT = resolve("dist/onnx.mjs");
const FIXTURES = resolve("test/fixtures/onnx");
const REQUEST: OnnxRequest = {
  path: join(FIXTURES, "norms.onnx"),
  inputs: [{ kind: "file", path: join(FIXTURES, "norms.npy") }],
  dims: {},
  tensors: "norms",
};
const never = () => new AbortController().signal;

describe("What runs a model for the editor", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "normscope-thread-"));
  after(() => rmSync(folder, { recursive: true }));
  const install = (name: string, create: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(join(path, "package.json"), '{ "name": "onnxruntime-node", "version": "1" }');
    writeFileSync(
      join(path, "index.js"),
      `module.exports = { InferenceSession: { create: async () => { ${create} } } };`,
    );
    return path;
  };

  it("says what a model is to be fed with", async () => {
    const { inputs, norms } = await describeModel(SCRIPT, REQUEST.path);
    assert.deepEqual([inputs, norms], [[{ name: "x", dtype: "float32", dims: ["batch", 3, "height", 5] }], 6]);
  });

  it("runs it in a thread and tells how far it is", async () => {
    const progress: unknown[] = [];
    const report = await runModel(SCRIPT, REQUEST, { signal: never(), onProgress: (one) => progress.push(one) });
    assert.equal(parseReport(JSON.parse(report)).layers.length, 13);
    assert.deepEqual(progress, [{ done: 1, total: 1, running: true }]);
  });

  it("runs native code in a process of its own", async () => {
    const native = install(
      "tells",
      'throw new Error(["process", process.pid, "thread", require("node:worker_threads").threadId].join(" "));',
    );
    await assert.rejects(runModel(SCRIPT, { ...REQUEST, native }, { signal: never() }), ({ message }: Error) => {
      const [, pid] = /^norms\.onnx: ONNX Runtime 1 \(native\): process (\d+) thread 0$/.exec(message) ?? [];
      return Number(pid) > 0 && Number(pid) !== process.pid;
    });
  });

  it("ends with its process when it is cancelled", async () => {
    const file = join(folder, "pid");
    const native = install(
      "waits",
      `require("node:fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); for (;;);`,
    );
    const job = new AbortController();
    const running = runModel(SCRIPT, { ...REQUEST, native }, { signal: job.signal });
    while (!existsSync(file) || readFileSync(file, "utf8") === "") await new Promise((done) => setTimeout(done, 20));
    const pid = Number(readFileSync(file, "utf8"));
    job.abort();
    await assert.rejects(running, /^Error: Cancelled\.$/);
    while (isAlive(pid)) await new Promise((done) => setTimeout(done, 20));
  });

  it("does not begin what was cancelled before", async () => {
    await assert.rejects(runModel(SCRIPT, REQUEST, { signal: AbortSignal.abort() }), { name: "AbortError" });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
