import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { listTensors } from "../../../src/worker/listTensors";
import { PEAK_MEMORY_KIB } from "../peakMemory";
import { float32 } from "../readers/bytes";
import { safetensorsBytes } from "../readers/safetensors/safetensorsBytes";

const SHARDS = 10;
const TENSORS_PER_SHARD = 5000;
const SHARD_BYTES = 500_000_000;
const MEMORY_LIMIT_KIB = 300 * 1024;

describe("the list of a file's tensors", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-list-"));
  after(() => rmSync(folder, { recursive: true }));

  it("has names, dtypes, shapes and sizes, and no values", async () => {
    const path = join(folder, "x.safetensors");
    const header = {
      "a.weight": { dtype: "F32", shape: [2, 1], data_offsets: [0, 8] },
      scale: { dtype: "BF16", shape: [], data_offsets: [8, 10] },
    };
    writeFileSync(path, safetensorsBytes(header, float32(1, 2, 3).slice(0, 10)));
    assert.deepEqual(await listTensors({ path }), {
      name: "x.safetensors",
      format: "safetensors file",
      bytes: 10,
      facts: [],
      tensors: [
        { name: "a.weight", dtype: "float32", shape: [2, 1], bytes: 8, role: null, closed: null },
        { name: "scale", dtype: "bfloat16", shape: [], bytes: 2, role: null, closed: null },
      ],
    });
  });

  it("of 5 GB in ten shards with 50,000 tensors takes less than 300 MB of memory", () => {
    const index = writeShards(folder);
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", LIST, resolve("dist/worker.mjs"), index], {
      encoding: "utf8",
      timeout: 60_000,
    });
    const { tensors, peakKib } = JSON.parse(stdout || stderr);
    assert.equal(tensors, SHARDS * TENSORS_PER_SHARD);
    assert.ok(peakKib < MEMORY_LIMIT_KIB, `${peakKib} KiB`);
  });
});

/** Runs in a process of its own, whose memory is that of the engine alone. */
const LIST = `
const fs = require("node:fs");
const { Worker } = require("node:worker_threads");
const worker = new Worker(process.argv[1]);
worker.on("message", ({ ok, error }) => {
  console.log(JSON.stringify({ tensors: ok?.tensors.length, error, peakKib: ${PEAK_MEMORY_KIB} }));
  process.exit();
});
worker.postMessage({ id: 1, method: "list", argument: { path: process.argv[2] } });
`;

/** Zeros that take no room on the disk. */
function writeShards(folder: string): string {
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < SHARDS; shard++) {
    const file = `model-${shard}.safetensors`;
    const header: Record<string, object> = {};
    const bytes = SHARD_BYTES / TENSORS_PER_SHARD;
    for (let i = 0; i < TENSORS_PER_SHARD; i++) {
      const name = `model.layers.${shard * TENSORS_PER_SHARD + i}.mlp.down_proj.weight`;
      header[name] = { dtype: "F32", shape: [bytes / 400, 100], data_offsets: [i * bytes, (i + 1) * bytes] };
      weightMap[name] = file;
    }
    const head = safetensorsBytes(header, new Uint8Array());
    writeFileSync(join(folder, file), head);
    truncateSync(join(folder, file), head.length + SHARD_BYTES);
  }
  const index = join(folder, "model.safetensors.index.json");
  writeFileSync(index, JSON.stringify({ weight_map: weightMap }));
  return index;
}
