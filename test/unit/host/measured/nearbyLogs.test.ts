import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { nearbyLogs } from "../../../../src/host/measured/nearbyLogs";

describe("logs of training runs nearby", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "normscope-nearby-"));
    const files = [
      "deep/er/runs/a/rank-0000.normlog",
      "runs/b/rank-0000.NORMLOG",
      "runs/b/rank-0001.normlog",
      "runs/notes.txt",
      "node_modules/x/rank-0000.normlog",
      ".cache/rank-0000.normlog",
    ];
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), "");
    }
    mkdirSync(join(root, "folder.normlog"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  async function found(most?: number): Promise<string[]> {
    return (await nearbyLogs(root, most)).map((path) => relative(root, path));
  }

  it("are found by their folders, the upper ones first, but not among packages", async () => {
    assert.deepEqual(await found(), ["runs/b", "deep/er/runs/a"]);
  });

  it("are looked for in as many folders as there is time for", async () => {
    assert.deepEqual(await found(7), ["runs/b"]);
    assert.deepEqual(await found(1), []);
  });

  it("are none in a folder that is not there", async () => {
    assert.deepEqual(await nearbyLogs(join(root, "nowhere")), []);
  });
});
