import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportToJson } from "../../../src/protocol/reportJson";
import { profileFiles } from "../../../src/worker/profileFiles";
import { createThreads } from "../../../src/worker/threads";
import { npyBytes } from "../readers/numpy/npyBytes";

const REQUEST = { momentum: 0.1, convention: "pytorch" } as const;

/** 9 parts of 2^23 values and a bit, of float16, whose moments depend on the order of summation. */
const SHAPE = [9, 2049, 4099];

describe("a large tensor", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-large-"));
  const path = join(folder, "large.npy");
  before(() => writeHalves(path));
  after(() => rmSync(folder, { recursive: true }));

  it("has the same profile to the last bit, whatever the number of threads", async () => {
    const alone = reportToJson(await profileFiles({ ...REQUEST, paths: [path] }));
    for (const others of [1, 2]) {
      const threads = createThreads(join(process.cwd(), "dist", "worker.mjs"), others);
      try {
        const shares: number[] = [];
        const report = await profileFiles({ ...REQUEST, paths: [path] }, ({ done }) => shares.push(done), threads);
        assert.equal(reportToJson(report), alone, `${others + 1} threads`);
        assert.deepEqual(
          shares,
          shares.toSorted((a, b) => a - b),
        );
      } finally {
        threads.end();
      }
    }
  });

  it("fails with one line where a thread is gone", async () => {
    const threads = createThreads(join(folder, "missing.js"), 1);
    await assert.rejects(
      profileFiles({ ...REQUEST, paths: [path] }, undefined, threads),
      /a thread of the engine stopped/,
    );
    threads.end();
  });
});

async function writeHalves(path: string): Promise<void> {
  const file = await open(path, "w");
  await file.write(npyBytes({ descr: "'<f2'", shape: `(${SHAPE.join(", ")})`, data: new Uint8Array() }));
  const count = SHAPE.reduce((a, b) => a * b);
  const block = new Uint16Array(2 ** 20);
  for (let start = 0; start < count; start += block.length) {
    for (let i = 0; i < block.length; i++) block[i] = 0x2c00 + (((start + i) * 2_654_435_761) >>> 19);
    await file.write(new Uint8Array(block.buffer, 0, 2 * Math.min(block.length, count - start)));
  }
  await file.close();
}
