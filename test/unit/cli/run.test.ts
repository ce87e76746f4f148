import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseReport } from "../../../src/protocol/reportJson";

const RUNS = "test/fixtures/runs";

describe("normscope profile RUN", () => {
  it("prints a table and how the framework's averages have settled, and exits with 0 where all is well", () => {
    const { status, stdout } = run(`${RUNS}/digits`);
    assert.equal(status, 0);
    assert.match(stdout, /^digits: 2 layers\n/);
    assert.match(stdout, /^bn1 +float32 +\(32, 2, 4, 4\) +61440 /m);
    assert.match(stdout, /^bn2: running average settled after 60 logged steps, 60 batches \(0\.1797% of the initial/m);
    assert.doesNotMatch(stdout, /NRM/);
  });

  it("says what is wrong, and exits with 1", () => {
    const { status, stdout } = run(`${RUNS}/two-ranks`);
    assert.equal(status, 1);
    assert.match(stdout, /^NRM921 warning: bn1: The running average lags: after 10 batches at momentum 0\.1, 35 %/m);
  });

  it("says that a torn tail was left out", () => {
    const { stdout } = run(`${RUNS}/torn/rank-0000.normlog`);
    assert.match(
      stdout,
      /^NRM926 information: A torn tail of 644 bytes was left out: the record says 1272 bytes, but/m,
    );
  });

  it("prints the report as JSON", () => {
    const { stdout } = run(`${RUNS}/digits`, "--json");
    const [bn1] = parseReport(JSON.parse(stdout)).layers;
    assert.deepEqual([bn1!.running!.logged!.steps, bn1!.running!.logged!.updates], [60, 60]);
  });

  it("refuses two logs of one rank in one folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-run-"));
    try {
      for (const name of ["a", "b"]) copyFileSync(`${RUNS}/digits/rank-0000.normlog`, join(folder, `${name}.normlog`));
      const { status, stderr } = run(folder);
      assert.equal(status, 2);
      assert.match(stderr, /^normscope: b\.normlog: the run: a second log of rank 0\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("explains its findings", () => {
    const { status, stdout } = run("--explain", "NRM920");
    assert.equal(status, 0);
    assert.match(stdout, /^NRM920 \(warning\): The running statistics are not those of the batches\n/);
  });
});

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.mjs", "profile", ...args], { encoding: "utf8" });
}
