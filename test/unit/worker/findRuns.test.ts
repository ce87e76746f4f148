import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findRuns } from "../../../src/worker/findRuns";

describe("The tensor files of a folder", () => {
  const cases: readonly (readonly [title: string, files: readonly string[], found: readonly string[]])[] = [
    ["are told by their names", ["a.npy", "b.txt", "c.pt", "d.PTH", "e.ckpt"], ["a.npy", "c.pt", "d.PTH", "e.ckpt"]],
    [
      "are no .bin but a model's",
      ["a.npy", "pytorch_model.bin", "training_args.bin", "firmware.bin"],
      ["a.npy", "pytorch_model.bin"],
    ],
    [
      "are not the shards that an index lists",
      ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json"],
      ["pytorch_model.bin.index.json"],
    ],
  ];
  for (const [title, files, expected] of cases) {
    it(title, async () => {
      const folder = mkdtempSync(join(tmpdir(), "normscope-runs-"));
      try {
        for (const file of files) writeFileSync(join(folder, file), "");
        const { runs } = await findRuns([folder]);
        const found = runs.flatMap((run) => run.files.map(({ path }) => basename(path)));
        assert.deepEqual(found.sort(), [...expected].sort());
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it("stand beside TensorBoard's event files, in the order in which those were begun", async () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-runs-"));
    try {
      const files = [
        "events.out.tfevents.1700000010.h.1.0",
        "events.out.tfevents.900.h.1.0",
        "notes.tfevents",
        "a.npy",
      ];
      for (const file of files) writeFileSync(join(folder, file), "");
      const { runs, events } = await findRuns([folder]);
      assert.deepEqual(
        runs.map((run) => run.files.map(({ path }) => basename(path))),
        [["a.npy"]],
      );
      assert.deepEqual(
        events.map((run) => run.files.map((path) => basename(path))),
        [["events.out.tfevents.900.h.1.0", "events.out.tfevents.1700000010.h.1.0"]],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("stand beside the logs of training runs, which are runs of their own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-runs-"));
    try {
      for (const file of ["rank-0010.normlog", "rank-0002.normlog", "a.npy"]) writeFileSync(join(folder, file), "");
      const { runs, logs } = await findRuns([folder]);
      assert.deepEqual(
        runs.map(({ files }) => files.map(({ path }) => basename(path))),
        [["a.npy"]],
      );
      assert.deepEqual(
        logs.map(({ files }) => files.map((path) => basename(path))),
        [["rank-0002.normlog", "rank-0010.normlog"]],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("include any file that is asked for by itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-runs-"));
    try {
      writeFileSync(join(folder, "firmware.bin"), "");
      const { runs } = await findRuns([join(folder, "firmware.bin")]);
      assert.equal(runs[0]!.files.length, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
