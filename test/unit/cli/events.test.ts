import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

const EVENTS = "test/fixtures/events";

describe("normscope profile of TensorBoard's event files", () => {
  it("prints a table in which what is not known is left open, and below it what that is", () => {
    const { status, stdout } = run("by-pytorch");
    assert.equal(status, 0);
    assert.match(stdout, /^by-pytorch: 2 layers, 2 scalars\n/);
    assert.match(
      stdout,
      /layer1\.0\.bn2 \(activations\) +- +- +24000 +0\.7392 +1\.104 +-1\.482 +~0\.5\d+ +10\.52 +- +- +-\n/,
    );
    assert.match(stdout, /train\/loss +- +- +6 +0\.9 +0\.5925 +0\.3333 +0\.6667 +2 +0\.0% +1 +0\n/);
    assert.match(
      stdout,
      /bn2 \(activations\) and 1 more: From TensorBoard's histograms: no channels, no exact quantiles\./,
    );
  });

  it("says where means are guessed, where there is nothing, and where values are left out", () => {
    assert.match(run("by-tensorflow").stdout, /^nothing: All of its histograms are empty\.$/m);
    assert.match(
      run("by-tensorflow").stdout,
      /and 2 more: Mean and deviation are estimates, too: TensorFlow 2 logs bins/,
    );
    assert.match(run("restarted").stdout, /^train\/loss: 3 values left out: the step was logged again later/m);
  });
});

function run(name: string): { status: number | null; stdout: string } {
  return spawnSync("node", ["dist/cli.mjs", "profile", `${EVENTS}/${name}`], { encoding: "utf8", timeout: 20_000 });
}
