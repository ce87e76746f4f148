import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

describe("normscope lab", () => {
  it("prints a table of figures beside what papers report, and progress on standard error", () => {
    const { status, stdout, stderr } = lab("placement", "--seeds", "2", "--steps", "1");
    assert.equal(status, 0);
    assert.match(stdout, /^Batch norm before or after the activation\. Does it matter/);
    assert.match(stdout, /^MNIST digits of the package mnist: 8000 examples to learn from, 2000 to be judged by$/m);
    assert.match(stdout, /^accuracy at the end, relu, batch norm after it +[\d.]+ % +[\d.]+ % +[\d.]+ % +2 of 2$/m);
    assert.match(stdout, /Ioffe and Szegedy \(2015\), section 3\.2\.$/m);
    assert.match(stderr, /^50 % {2}seed 1, relu, batch norm after it: step 1, accuracy \d+\.\d %$/m);
    assert.match(stderr, /^100 % /m);
  });

  it("prints every point as JSON, the same each time", () => {
    const [first, second] = [0, 1].map(() => lab("running-momentum", "--seeds", "1", "--steps", "1", "--json").stdout);
    assert.equal(first, second);
    const { version, experiment, data, figures, results } = JSON.parse(first!);
    assert.deepEqual([version, experiment.name, data.train, results.length], [1, "running-momentum", 8000, 6]);
    const [{ arm, runs }] = results;
    assert.deepEqual([arm.name, arm.training.steps, runs[0].seed], ["momentum 0.001", 1, 1]);
    assert.deepEqual(
      runs[0].points.map(({ step }: { step: number }) => step),
      [0, 1],
    );
    assert.deepEqual(figures[0].perSeed, [null]);
  });

  it("says in one line what is wrong", () => {
    assert.match(
      lab("nothing").stderr,
      /^normscope: the experiment is "nothing", but must be one of batch-norm, .*\n$/,
    );
    assert.match(lab().stderr, /^normscope: lab takes one experiment: batch-norm, .*\n$/);
    assert.match(
      lab("dropout", "--seeds", "0").stderr,
      /^normscope: --seeds is "0", but must be a whole number from 1/,
    );
    assert.equal(lab("dropout", "--steps", "many").status, 2);
  });

  it("ends on Ctrl-C and says so", async () => {
    const child = spawn(process.execPath, ["dist/cli.js", "lab", "dropout"], { stdio: ["ignore", "pipe", "pipe"] });
    let [told, printed] = ["", ""];
    child.stdout.on("data", (text) => {
      printed += text;
    });
    child.stderr.on("data", (text) => {
      if (told === "") child.kill("SIGINT");
      told += text;
    });
    const [code] = await once(child, "close");
    assert.deepEqual([code, printed], [2, ""]);
    assert.match(told, /normscope: lab dropout was interrupted: nothing to report\n$/);
  });
});

function lab(...args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.js", "lab", ...args], { encoding: "utf8" });
}
