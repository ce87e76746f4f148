import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saveNumbers } from "./numpyFile";

const STEP = "media/examples/digits-cnn/batch-64/step-0080.safetensors";
const RUN = "test/fixtures/runs/digits";

describe("normscope what-if batch-size", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-what-if-"));
  after(() => rmSync(folder, { recursive: true }));

  it("prints the advice, a table of batch sizes, the other methods and the caveats, and exits with 0", () => {
    const { status, stdout } = run("batch-size", STEP, "--tensor", "bn2", "--limit", "0.2");
    assert.equal(status, 0);
    assert.match(stdout, /^bn2: float16 \(64, 16, 2, 2\), 64 examples with 4 values a channel, which count as \d/);
    assert.match(stdout, /^From 16 examples a device on, .* \(limit 0\.2\); at 8 they put 0\.2\d+ σ\.$/m);
    assert.match(stdout, /^ +64 +0\.0\d+ /m);
    assert.match(stdout, /^group norm of 8 groups: no noise at any size/m);
    assert.match(stdout, /^- These are the activations of one moment/m);
  });

  it("prints the same numbers as JSON for the same seed, and others for another", () => {
    const [first, again, other] = [["0"], ["0"], ["1"]].map(
      ([seed]) => run("batch-size", STEP, "--tensor", "bn1", "--seed", seed!, "--json").stdout,
    );
    assert.equal(first, again);
    const [numbers, others] = [first!, other!].map((text) => JSON.parse(text));
    assert.deepEqual(
      numbers.sensitivity.sizes.map(({ size }: { size: number }) => size),
      [1, 2, 4, 8, 16, 32, 64],
    );
    assert.equal(numbers.sensitivity.channels.judged.length, 8);
    assert.notEqual(numbers.sensitivity.sizes[0].rms, others.sensitivity.sizes[0].rms);
  });

  it("takes the only tensor, channels that come last and groups as they are wanted", () => {
    const path = join(folder, "last.npy");
    saveNumbers(path, { shape: [8, 3, 4], values: Array.from({ length: 96 }, (_, i) => Math.sin(7 * i) + i / 50) });
    const { stdout } = run("batch-size", path, "--channel-axis", "-1", "--num-groups", "2");
    assert.match(stdout, /^last: float32 \(8, 3, 4\), 8 examples with 3 values a channel/);
    assert.match(stdout, /^group norm of 2 groups: .* of 6 values of one example/m);
  });

  const wrong: [string[], RegExp][] = [
    [[], /what-if takes a question: batch-size, momentum, gap/],
    [["luck"], /the question is "luck", but must be one of batch-size, momentum, gap/],
    [["batch-size"], /what-if batch-size takes one file of activations, but 0 are given/],
    [["batch-size", STEP], /step-0080\.safetensors: holds 2 tensors \(bn1, bn2\), of which --tensor chooses one/],
    [["batch-size", STEP, "--tensor", "x"], /holds no tensor 'x' whose values can be read; it holds bn1, bn2/],
    [["batch-size", STEP, "--tensor", "bn1", "--channel-axis", "0"], /bn1: channel axis 0 is that of the examples/],
    [["batch-size", STEP, "--tensor", "bn1", "--channel-axis", "4"], /bn1: channel axis 4 does not exist in shape/],
    [["batch-size", STEP, "--tensor", "bn1", "--num-groups", "3"], /bn1: 8 channels cannot be divided into 3 groups/],
    [["batch-size", STEP, "--limit", "0"], /--limit is "0", but must be a number above 0/],
    [["batch-size", STEP, "--seed", "-1"], /--seed is "-1", but must be a whole number from 0 on/],
    [["batch-size", STEP, "--eps", "x"], /--eps is "x", but must be a number from 0 on/],
    [["batch-size", "no-such.npy"], /no-such\.npy: cannot be opened \(no such file or folder\)/],
    [["momentum"], /what-if momentum takes one run, but 0 are given/],
    [["momentum", RUN, "--layer", "x"], /digits: no layer 'x' with running averages; there are bn1, bn2/],
    [["momentum", RUN, "--momentum", "2"], /--momentum is "2", but must be 0 to 1, or "none"/],
    [["momentum", STEP], /step-0080\.safetensors: no layer in it has running averages over several steps/],
    [["momentum", "test/fixtures/runs/torn"], /torn: bn1: \d training steps are known, but 8 are needed/],
  ];
  for (const [args, message] of wrong) {
    it(`says in one line what is wrong with: what-if ${args.join(" ")}`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, /^normscope: [^\n]+\n$/);
      assert.match(stderr, message);
    });
  }
});

describe("normscope what-if momentum", () => {
  it("prints of each layer the advice and a table of momenta, and exits with 0", () => {
    const { status, stdout } = run("momentum", RUN);
    assert.equal(status, 0);
    assert.match(stdout, /^digits: 2 layers, momentum as PyTorch means it\n/);
    assert.match(stdout, /^bn1: Momentum 0\.5 would keep .* momentum 0\.1, which the run used, is 0\.132 σ away/m);
    assert.match(stdout, /^0\.1 \(the run's\) +0\.132 +0\.0188 +0\.131 +23 % +44 /m);
    assert.match(stdout, /^- Errors are of the last 30 of 60 known training steps/m);
  });

  it("takes a folder with one file per step, one of its layers, and a momentum to try besides", () => {
    const { stdout } = run("momentum", "media/examples/digits-cnn", "--layer", "batch-4/bn2", "--momentum", "0.15");
    assert.match(stdout, /^digits-cnn: 1 layer, /);
    assert.match(stdout, /^batch-4\/bn2: Momentum 0\.1/m);
    assert.match(stdout, /^0\.15 /m);
  });

  it("leaves out a layer that cannot be judged, and says why, where others can", () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-what-if-"));
    try {
      for (let step = 1; step <= 9; step++) {
        const values = Array.from({ length: 40 }, (_, i) => Math.sin(i * step) + step / 9);
        saveNumbers(join(folder, `good-step-${step}.npy`), { shape: [10, 4], values });
        saveNumbers(join(folder, `dead-step-${step}.npy`), { shape: [10, 4], values: values.fill(0) });
      }
      const { status, stdout } = run("momentum", folder);
      assert.equal(status, 0);
      assert.match(stdout, /^good.*: Momentum/m);
      assert.match(stdout, /^- Left out: dead.*: no channel's batches are all finite and varying\.$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("prints the numbers as JSON, infinite ones as text", () => {
    const { stdout } = run("momentum", RUN, "--layer", "bn2", "--momentum", "0", "--json");
    const [{ name, exploration }] = JSON.parse(stdout).layers;
    assert.equal(name, "bn2");
    assert.equal(exploration.outcomes[0].warmUp, "Infinity");
    assert.equal(exploration.own.momentum, 0.1);
  });
});

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.mjs", "what-if", ...args], { encoding: "utf8" });
}
