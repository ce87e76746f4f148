import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalValues } from "../engine/whatIf/samples";
import { concat, float32, uint } from "../readers/bytes";
import { safetensorsBytes } from "../readers/safetensors/safetensorsBytes";
import { saveNumbers } from "./numpyFile";

type Values = Readonly<Record<string, readonly number[]>>;

describe("normscope what-if gap", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-gap-"));
  const activations = join(folder, "bn1.npy");
  after(() => rmSync(folder, { recursive: true }));
  before(() => {
    saveNumbers(activations, { shape: [200, 2, 3], values: [...normalValues(1200, 1)].map((x) => 3 + 2 * x) });
  });

  const write = (name: string, values: Values, batches: number) => {
    const path = join(folder, name);
    const header: Record<string, object> = {};
    let begin = 0;
    for (const [tensor, numbers] of Object.entries(values)) {
      const end = begin + 4 * numbers.length;
      header[tensor] = { dtype: "F32", shape: [numbers.length], data_offsets: [begin, end] };
      begin = end;
    }
    header["bn1.num_batches_tracked"] = { dtype: "I64", shape: [], data_offsets: [begin, begin + 8] };
    const parts = Object.values(values).map((numbers) => float32(...numbers));
    writeFileSync(path, safetensorsBytes(header, concat(...parts, uint(8, batches))));
    return path;
  };
  const layer = (mean: number, variance: number): Values => ({
    "bn1.weight": [1, 2],
    "bn1.bias": [0, 0],
    "bn1.running_mean": [mean, mean],
    "bn1.running_var": [variance, variance],
  });
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["dist/cli.mjs", "what-if", "gap", ...args], { encoding: "utf8" });

  const left = 0.9 ** 10;
  const causes: readonly [string, number, number, number, readonly string[], RegExp][] = [
    ["sampling", 3, 4, 500, [], /noise alone would make [\d.]+\. That is what the gap is\.$/m],
    ["a wrong mean", 4, 4, 500, [], /It is the running mean: \d+ % of the squared gap\.$/m],
    ["a wrong variance", 3, 12, 500, [], /It is the running variance: [\d.]+ % of the squared gap\.$/m],
    [
      "an average that lags",
      3 * (1 - left),
      4 * (1 - left) + left,
      10,
      [],
      /The average lags: 35 % of its initial values is left/,
    ],
    [
      "a momentum that is told",
      3 * (1 - 0.99 ** 100),
      4 - 3 * 0.99 ** 100,
      100,
      ["--momentum", "0.01"],
      /lags: 37 % of/,
    ],
    ["a biased variance", 3, 4 * (2 / 3), 5000, ["--batch", "1", "--momentum", "0.001"], /was kept of biased batch/],
  ];
  for (const [what, mean, variance, batches, options, message] of causes) {
    it(`tells ${what}, and exits with 0`, () => {
      const checkpoint = write("model.safetensors", layer(mean, variance), batches);
      const { status, stdout } = run(activations, "--checkpoint", checkpoint, ...options);
      assert.equal(status, 0);
      assert.match(stdout, /^bn1: float32 \(200, 2, 3\), through bn1\n/);
      assert.match(stdout, message);
      assert.equal(
        /with momentum 0\.1, which is assumed \(--momentum\), /.test(stdout),
        !options.includes("--momentum"),
      );
    });
  }

  it("prints the numbers as JSON, γ included in the gap", () => {
    const { stdout } = run(activations, "--checkpoint", write("a.safetensors", layer(4, 4), 500), "--json");
    const { gap, updates, momentum, eps } = JSON.parse(stdout);
    assert.deepEqual([updates, momentum, eps, gap.cause], [500, 0.1, 1e-5, "mean"]);
    assert.ok(Math.abs(gap.fromMean[0] - 0.5) < 0.1 && Math.abs(gap.fromMean[1] - 1) < 0.2);
  });

  const wrong: readonly [string, () => readonly string[], RegExp][] = [
    ["no file", () => [], /what-if gap takes one file of activations, but 0 are given/],
    ["no checkpoint", () => [activations], /what-if gap needs the trained layer: --checkpoint FILE/],
    [
      "no such layer",
      () => [activations, "--checkpoint", write("a.safetensors", layer(3, 4), 5), "--layer", "bn2"],
      /a\.safetensors: holds no batch norm 'bn2' with running statistics; it holds bn1/,
    ],
    [
      "another number of channels",
      () => [activations, "--channel-axis", "2", "--checkpoint", write("a.safetensors", layer(3, 4), 5)],
      /bn1\.npy: bn1, with a\.safetensors: bn1: the activations have 3 channels, but the running mean has 2/,
    ],
    [
      "no batch",
      () => [activations, "--checkpoint", activations, "--batch", "0"],
      /--batch is "0", but must be a whole number from 1 on/,
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`says in one line what is wrong: ${what}`, () => {
      const { status, stdout, stderr } = run(...args());
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, /^normscope: [^\n]+\n$/);
      assert.match(stderr, message);
    });
  }
});
