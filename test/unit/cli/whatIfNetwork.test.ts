import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalValues } from "../engine/whatIf/samples";
import { concat, float32 } from "../readers/bytes";
import { safetensorsBytes } from "../readers/safetensors/safetensorsBytes";
import { saveNumbers } from "./numpyFile";

/** Two batch norms, one behind the other: mean 3 and σ 2 enter the first, and its output enters the second. */
describe("normscope what-if gap, of several layers", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-network-gap-"));
  after(() => rmSync(folder, { recursive: true }));

  const x = [...normalValues(1200, 1)].map((one) => 3 + 2 * one);
  const normalized = (mean: number, sigma: number) => x.map((one) => (one - mean) / sigma);
  const training = write("training.safetensors", { bn1: x, bn2: normalized(3, 2) });
  const wrongMean = write("inference.safetensors", { bn1: x, bn2: normalized(5, 2) });
  const checkpoint = (mean1: number, mean2: number) =>
    write("model.safetensors", {
      "bn1.running_mean": [mean1, mean1],
      "bn1.running_var": [4, 4],
      "bn2.running_mean": [mean2, mean2],
      "bn2.running_var": [1, 1],
    });

  it("tells what each layer's statistics have to do with the last layer's shift, and exits with 0", () => {
    const { status, stdout } = run(training, "--inference", wrongMean, "--checkpoint", checkpoint(5, 0));
    assert.equal(status, 0);
    assert.match(stdout, /^training\.safetensors: 2 batch norms, captured in training and in inference\n/);
    assert.match(
      stdout,
      /the output of the last layer, bn2, is shifted by (0\.9\d*|1\.?\d*) .*own running statistics, /,
    );
    assert.match(stdout, /^.*About (9\d|100) % are of the statistics of bn1\. It is the running mean: [\d.]+ % of/m);
    assert.match(stdout, /With these mended, about 0\.\d+ would be left at the last layer\.$/m);
    assert.match(stdout, /^bn2 +(0\.9|1).* sampling$/m);
  });

  it("tells, of training alone, whose own gap it is, and that the rest takes inference", () => {
    const { stdout } = run(training, "--checkpoint", checkpoint(3, 1));
    assert.match(stdout, /^The statistics most at fault are those of bn2\. It is the running mean: /m);
    assert.match(stdout, /^bn1 .* sampling$/m);
    assert.match(stdout, /^- What reaches the layers behind is not told: .* \(--inference\)\.$/m);
  });

  it("tells of an input that was another before the first layer", () => {
    const inference = write("moved.safetensors", { bn1: x.map((one) => one + 2), bn2: normalized(1, 2) });
    const { stdout } = run(training, "--inference", inference, "--checkpoint", checkpoint(3, 0));
    assert.match(
      stdout,
      /Sampling explains the gap of every layer's own statistics\. (9\d|100) % of .* came with its input: something/,
    );
  });

  it("takes a folder of files that hold a layer each, in their natural order", () => {
    const layers = join(folder, "layers");
    mkdirSync(layers, { recursive: true });
    saveNumbers(join(layers, "bn2.npy"), { shape: [200, 2, 3], values: normalized(3, 2) });
    saveNumbers(join(layers, "bn1.npy"), { shape: [200, 2, 3], values: x });
    const { stdout } = run(layers, "--checkpoint", checkpoint(3, 1), "--json");
    const { layers: judged, network } = JSON.parse(stdout);
    assert.deepEqual(
      judged.map(({ name, gap }: { name: string; gap: { cause: string } }) => [name, gap.cause]),
      [
        ["bn1", "sampling"],
        ["bn2", "mean"],
      ],
    );
    assert.deepEqual(network, { origins: null, culprit: 1, left: null });
  });

  it("takes one layer of the file, where it is named", () => {
    const { stdout } = run(training, "--layer", "bn1", "--tensor", "bn1", "--checkpoint", checkpoint(5, 0));
    assert.match(stdout, /^bn1: float32 \(200, 2, 3\), through bn1\n/);
  });

  it("finds layers whose names wrappers stand before, in the checkpoint, in training or in inference", () => {
    const plain = run(training, "--inference", wrongMean, "--checkpoint", checkpoint(5, 0), "--json").stdout;
    const trained = { "bn1.running_mean": [5, 5], "bn1.running_var": [4, 4] };
    const more = { "bn2.running_mean": [0, 0], "bn2.running_var": [1, 1] };
    for (const [first, second, third] of [
      ["module.", "", ""],
      ["", "_orig_mod.", "module."],
      ["model.", "", "_orig_mod."],
    ] as const) {
      const wrapped = write("wrapped.safetensors", below(first, { ...trained, ...more }));
      const before = write("before.safetensors", below(second, { bn1: x, bn2: normalized(3, 2) }));
      const after = write("after.safetensors", below(third, { bn1: x, bn2: normalized(5, 2) }));
      const { layers, network } = JSON.parse(
        run(before, "--inference", after, "--checkpoint", wrapped, "--json").stdout,
      );
      assert.deepEqual(
        layers.map(({ name, layer }: Record<string, string>) => [name, layer]),
        ["bn1", "bn2"].map((name) => [second + name, first + name]),
      );
      assert.deepEqual(network, JSON.parse(plain).network);
    }
  });

  it("leaves out a layer that two captured ones could be", () => {
    const two = write("two.safetensors", { "module.bn1": x, "_orig_mod.bn1": x, bn2: normalized(3, 2) });
    const { stdout } = run(two, "--inference", two, "--checkpoint", checkpoint(5, 0), "--json");
    assert.deepEqual(
      JSON.parse(stdout).layers.map(({ name }: { name: string }) => name),
      ["bn2"],
    );
  });

  const twice = join(folder, "twice");
  const wrong: readonly [string, () => readonly string[], RegExp][] = [
    [
      "inference of other layers",
      () => ["--inference", write("other.safetensors", { bn1: x })],
      /other\.safetensors: holds no 'bn2', which was captured in training; it holds bn1/,
    ],
    [
      "inference of other examples",
      () => ["--inference", write("fewer.safetensors", { bn1: x.slice(6), bn2: x })],
      /training\.safetensors: bn1, with model\.safetensors: shape \(200, 2, 3\) in training, but \(199, 2, 3\) in inference/,
    ],
    [
      "inference of one layer",
      () => ["--inference", wrongMean, "--layer", "bn1"],
      /--inference is for all layers: leave/,
    ],
    [
      "a file of weights",
      () => ["--inference", checkpoint(3, 0)],
      /model\.safetensors: holds no 'bn1', which was captured in training; it holds bn1\.running_mean, /,
    ],
    [
      "a folder of steps",
      () => {
        mkdirSync(twice, { recursive: true });
        for (const step of [1, 2]) write(`twice/step-${step}.safetensors`, { bn1: x });
        return ["--inference", twice];
      },
      /step-2\.safetensors: holds bn1, but so does step-1\.safetensors: which is meant\?/,
    ],
    ["no such file", () => ["--inference", join(folder, "none.npy")], /none\.npy: cannot be opened/],
  ];
  for (const [what, options, message] of wrong) {
    it(`says in one line what is wrong: ${what}`, () => {
      const { status, stdout, stderr } = run(training, ...options(), "--checkpoint", checkpoint(3, 0));
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, /^normscope: [^\n]+\n$/);
      assert.match(stderr, message);
    });
  }

  it("says in one line that no tensor of a folder has the name of a batch norm", () => {
    const other = join(folder, "other");
    mkdirSync(other, { recursive: true });
    saveNumbers(join(other, "x.npy"), { shape: [200, 2, 3], values: x });
    const { stderr } = run(other, "--checkpoint", checkpoint(3, 0));
    assert.match(
      stderr,
      /^normscope: x\.npy: holds no batch norm of model\.safetensors: its tensors are x, .* bn1, bn2\n$/,
    );
  });

  /** Tensors of (examples, 2, 3), or of a channel each. */
  function write(name: string, tensors: Readonly<Record<string, readonly number[]>>): string {
    const header: Record<string, object> = {};
    let begin = 0;
    for (const [tensor, { length }] of Object.entries(tensors)) {
      const end = begin + 4 * length;
      header[tensor] = { dtype: "F32", shape: length > 2 ? [length / 6, 2, 3] : [2], data_offsets: [begin, end] };
      begin = end;
    }
    const path = join(folder, name);
    writeFileSync(path, safetensorsBytes(header, concat(...Object.values(tensors).map((one) => float32(...one)))));
    return path;
  }

  function below<T>(wrapper: string, tensors: Readonly<Record<string, T>>): Record<string, T> {
    return Object.fromEntries(Object.entries(tensors).map(([name, values]) => [wrapper + name, values]));
  }

  function run(...args: readonly string[]) {
    return spawnSync(process.execPath, ["dist/cli.mjs", "what-if", "gap", ...args], { encoding: "utf8" });
  }
});
