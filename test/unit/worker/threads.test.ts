import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PartsRequest } from "../../../src/protocol/engineApi";
import { createThreads } from "../../../src/worker/threads";

const REQUEST: PartsRequest = { file: { path: "x.npy", name: "x.npy" }, tensor: 0, channelAxis: null, parts: [0, 1] };

/** Dies of the first call that any thread of it gets, and answers the others. */
const DYING_ONCE = `const fs = require("node:fs");
require("node:worker_threads").parentPort.on("message", function ({ id }) {
  const died = __filename + ".died";
  if (fs.existsSync(died)) return this.postMessage({ id, ok: "summed" });
  fs.writeFileSync(died, "");
  process.exit(7);
});`;

describe("The engine's other threads", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-threads-"));
  const script = join(folder, "worker.js");
  before(() => writeFileSync(script, DYING_ONCE));
  after(() => rmSync(folder, { recursive: true }));

  it("fail what they were asked when they die, and are started again for the next", async () => {
    const threads = createThreads(script, 1);
    try {
      await assert.rejects(threads.sum(0, REQUEST), /a thread of the engine stopped with exit code 7/);
      assert.equal(await threads.sum(0, REQUEST), "summed");
    } finally {
      threads.end();
    }
  });
});
