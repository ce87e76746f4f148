import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

describe("normscope lab", () => {
  it("prints a table of figures beside what papers report, and progress on standard error", () => {
    const { status, stdout, stderr } = lab("placement", "--seeds", "2", "--steps", "1");
    assert.equal(status, 0);
    assert.match(stdout, /^Batch norm before or after the activation\. Does it matter/);
    assert.match(
      stdout,
      /^MNIST digits of the package mnist, in 16 shades: 8000 examples to learn from, 2000 to be judged by; steps of a training: 1 at most$/m,
    );
    assert.match(stdout, /^accuracy at the end, relu, batch norm after it +[\d.]+ % +[\d.]+ % +[\d.]+ % +2 of 2$/m);
    assert.match(
      stdout,
      /^With sigmoid: [\d.]+ % \(.* over 2 seeds\) at the end .* without\. In the paper: before it \(a reason, not a measurement\)\.$/m,
    );
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

  it("ends on Ctrl-C and says that nothing was finished", async () => {
    const { code, stdout, stderr } = await interrupted(/./, "dropout");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /normscope: lab dropout was interrupted: 0 of 24 trainings were finished\n$/);
  });

  it("prints on Ctrl-C what was finished: figures of whole seeds, and the trainings of the next", async () => {
    const { code, stdout, stderr } = await interrupted(/^11 %/m, "placement", "--seeds", "11", "--steps", "1");
    assert.equal(code, 2);
    assert.match(stderr, /normscope: lab placement was interrupted: 1\d of 99 trainings were finished\n$/);
    assert.match(stdout, /^accuracy at the end, relu, batch norm after it +[\d.]+ % .* 1 of 1$/m);
    assert.match(stdout, /^finished before the interruption +seed +best accuracy +at the end$/m);
    assert.match(stdout, /^sigmoid, no batch norm +2 +[\d.]+ % +[\d.]+ %$/m);
    assert.match(stdout, /Ioffe and Szegedy \(2015\), section 3\.2\.$/m);
  });
});

/** A run that gets Ctrl-C as soon as its progress says so. */
async function interrupted(when: RegExp, ...args: readonly string[]) {
  const child = spawn(process.execPath, ["dist/cli.mjs", "lab", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    const before = stderr;
    stderr += text;
    if (!when.test(before) && when.test(stderr)) child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

function lab(...args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.mjs", "lab", ...args], { encoding: "utf8" });
}
