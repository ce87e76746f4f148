import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { parseReport } from "../../../src/protocol/reportJson";

const FIXTURES = "test/fixtures/onnx";
const MODEL = `${FIXTURES}/norms.onnx`;

describe("normscope run-onnx", function () {
  this.timeout(60_000);

  it("prints what was run on what, a table and what is to be said", () => {
    const { status, stdout, stderr } = run(MODEL, "--input", `${FIXTURES}/norms.npy`);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^norms\.onnx: 13 tensors\nrun by ONNX Runtime 1\.30\.0 \(WebAssembly\): 1 batch\ninput x: norms\.npy; 5 examples, float32 \(5, 3, 6, 5\) a batch\n/,
    );
    assert.match(stdout, /^bn1 \(input\) +float32 +\(5, 4, 6, 5\) +600 /m);
    assert.match(
      stdout,
      /^NRM932 information: bn1 \(input\): The stored running statistics are not those of these inputs: /m,
    );
  });

  it("prints the report as JSON, of tensors by a pattern, in batches, and marks random numbers", () => {
    const { stdout } = run(
      MODEL,
      "--input",
      "random",
      "--seed",
      "3",
      "--examples",
      "3",
      "--dim",
      "batch=2",
      "--dim",
      "height=4",
      "--tensors",
      "ln*",
      "--json",
    );
    const { layers, execution } = parseReport(JSON.parse(stdout));
    assert.deepEqual(
      layers.map(({ name }) => name),
      ["ln1 (input)", "ln1 (output)", "node of plain (input)"],
    );
    assert.deepEqual(execution!.inputs, [
      {
        name: "x",
        dtype: "float32",
        shape: [2, 3, 4, 5],
        examples: 3,
        source: "random numbers (normal, mean 0, deviation 1, seed 3)",
        random: true,
      },
    ]);
    assert.equal(execution!.batches, 2);
  });

  it("takes a folder of images and says what became of them", () => {
    const { stdout } = run(
      MODEL,
      "--input",
      `${FIXTURES}/images`,
      "--size",
      "6x5",
      "--mean",
      "0.5",
      "--std",
      "0.25,0.5,1",
      "--bgr",
    );
    assert.match(
      stdout,
      /^run by .*: 8 batches\ninput x: 8 images of images, scaled to 6 × 5 \(bilinear\), BGR, pixels × 0\.00392157, − 0\.5, ÷ 0\.25, 0\.5, 1; 8 examples, float32 \(1, 3, 6, 5\) a batch$/m,
    );
  });

  it("takes an input by its name, and several inputs from an archive", () => {
    assert.equal(run(MODEL, "--input", `x=${FIXTURES}/norms.npy`).status, 0);
    const { stdout } = run(`${FIXTURES}/tokens.onnx`, "--input", `${FIXTURES}/tokens.npz`, "--tensors", "all");
    assert.match(
      stdout,
      /^input ids: tokens\.npz: ids; 3 examples, int64 \(3, 4\) a batch\ninput x: tokens\.npz: x; /m,
    );
  });

  const refused: [string, readonly string[], RegExp][] = [
    ["no model", ["--input", "random"], /^normscope: run-onnx takes one model: MODEL\.onnx\n$/],
    ["no input", [MODEL], /^normscope: nothing to run the model on: --input FILE, FOLDER or random\n$/],
    [
      "an input that is not there",
      [MODEL, "--input", "nothing.npy"],
      /^normscope: --input nothing\.npy: there is no such file or folder\n$/,
    ],
    [
      "a size without a number",
      [MODEL, "--input", "random", "--dim", "batch"],
      /^normscope: --dim is "batch", but must be NAME=N\n$/,
    ],
    [
      "a size of 0",
      [MODEL, "--input", "random", "--dim", "batch=0"],
      /^normscope: --dim batch is "0", but must be a whole number from 1 on\n$/,
    ],
    [
      "a deviation of 0",
      [MODEL, "--input", `${FIXTURES}/images`, "--std", "0"],
      /^normscope: --std is "0", but must be a number, or one a channel\n$/,
    ],
    [
      "channels where examples are",
      [MODEL, "--input", "random", "--channel-axis", "0"],
      /^normscope: --channel-axis is "0", but must be a whole number, not 0\n$/,
    ],
    [
      "a shape that does not fit",
      [`${FIXTURES}/tokens.onnx`, "--input", `x=${FIXTURES}/norms.npy`, "--input", "random", "--dim", "ids.1=4"],
      /^normscope: tokens\.onnx: input 'x' is float \(batch, \?, 8\), but norms\.npy has the shape \(5, 3, 6, 5\)\n$/,
    ],
  ];
  for (const [name, args, message] of refused) {
    it(`refuses in one line: ${name}`, () => {
      const { status, stderr } = run(...args);
      assert.match(stderr, message);
      assert.equal(status, 2);
    });
  }
});

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.mjs", "run-onnx", ...args], { encoding: "utf8" });
}
