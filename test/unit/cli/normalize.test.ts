import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeValues } from "../../../src/engine/decode";
import { createNormTwin } from "../../../src/engine/kernels/normTwin";
import type { Configuration } from "../../../src/engine/methods/method";
import { METHODS } from "../../../src/engine/methods/methods";
import { caseInputs, decodeNumbers, type Golden, readCases } from "../engine/methods/methodCase";
import { checkClose } from "../engine/methods/methodGoldens";
import { readNumbers, saveNumbers } from "./numpyFile";

const HANGS_AFTER = 20_000;
const TOLERANCES = { float32: 1e-6, float64: 1e-12 };
/** Every so many cases of a method, which makes about four of each. */
const CASES_APART = 23;

let folder = "";

describe("normscope normalize", () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "normscope-normalize-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const method of Object.keys(METHODS)) {
    const cases = readCases<Golden>(method).filter(canBeAsked);
    for (const golden of cases.filter((_, i) => i % CASES_APART === 0)) {
      it(`is what PyTorch computes: ${golden.name}`, () => checkGolden(golden));
    }
  }

  const said: [string, readonly number[], string][] = [
    ["what came out", [1, 3], "float32 (2, 1), mean 0, std 1, from -1 to 1"],
    ["that some of it is not finite", [1, Number.NaN], "float32 (2, 1), 2 NaN or infinite"],
  ];
  for (const [what, values, expected] of said) {
    it(`says ${what}`, () => {
      const [x, output] = [join(folder, "x.npy"), join(folder, "said.npy")];
      saveNumbers(x, { shape: [2, 1], values });
      const stdout = succeeds(["--method", "batch", "--training", "--input", x, "--output", output]);
      assert.equal(stdout, `said.npy: ${expected}\n`);
    });
  }

  it("reads Fortran order", () => {
    const c = normalized({ shape: [2, 3], values: [1, 2, 3, 40, 50, 60] });
    const f = normalized({ shape: [2, 3], values: [1, 40, 2, 50, 3, 60], fortran: true });
    assert.deepEqual(f, c);
  });

  it("computes float16 in float32 and rounds the output once", () => {
    const values = Array.from({ length: 64 }, (_, i) => Math.fround(Math.sin(i)));
    const codes = codeValues("float16");
    const nearest = (value: number) => codes.filter(Number.isFinite).reduce((a, b) => closer(value, a, b));
    const { dtype, values: halves } = normalized({ shape: [4, 16], values, dtype: "float16" });
    const asHalves = readNumbers(join(folder, "x.npy"));
    const singles = normalized({ shape: [4, 16], values: Array.from(asHalves.values) });
    assert.equal(dtype, "float16");
    for (const [i, half] of halves.entries()) assert.equal(half, nearest(singles.values[i]!));
  });

  it("has room where every row of float64 overflows", () => {
    const values = Array.from({ length: 60_000 }, (_, i) => (i % 2 ? 1e200 : -1e200));
    const { values: output } = normalized({ shape: [30_000, 2], values, dtype: "float64" }, "layer", [
      "--normalized-shape",
      "2",
    ]);
    for (const [i, value] of output.entries()) assert.equal(value, i % 2 ? 1 : -1);
  });

  it("takes a negative axis", () => {
    const { values } = normalized({ shape: [2, 2, 1], values: [1, 2, 3, 4] }, "batch", ["--channel-axis", "-2"]);
    checkClose("output", values, Float64Array.of(-1, -1, 1, 1), 1e-4);
  });

  it("reads bfloat16 that NumPy has lost", () => {
    const x = join(folder, "lost.npy");
    saveNumbers(x, { shape: [2, 1], values: [1, 3], dtype: "bfloat16" });
    const output = join(folder, "found.npy");
    const args = ["--method", "batch", "--input", x, "--output", output];
    fails(args, /^normscope: --input lost\.npy: .*\(--assume-dtype\)$/);
    succeeds([...args, "--assume-dtype", "bfloat16"]);
    assert.equal(readNumbers(output).dtype, "float32");
  });

  for (const command of ["normalize", "profile"]) {
    it(`tells the options of ${command}`, () => {
      const { status, stdout } = run([command, "--help"]);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: normscope ${command} `));
    });
  }

  describe("says in one line what is wrong", () => {
    before(() => {
      const save = (name: string, shape: readonly number[], dtype: "float32" | "int64" = "float32") => {
        const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
        saveNumbers(join(folder, name), { shape, values, dtype });
      };
      save("x34.npy", [3, 4]);
      save("x14.npy", [1, 4]);
      save("w3.npy", [3]);
      save("w4.npy", [4]);
      save("whole.npy", [3, 4], "int64");
      writeFileSync(join(folder, "torn.npy"), readFileSync(join(folder, "x34.npy")).subarray(0, 100));
      // As sparse as a file can be: it takes no room on the disk.
      saveNumbers(join(folder, "huge.npy"), { shape: [1 << 15, 1 << 14], values: [] });
      truncateSync(join(folder, "huge.npy"), readFileSync(join(folder, "huge.npy")).length + 2 ** 31);
    });

    const plain = "--method batch --input x34.npy --output y.npy";
    const wrong: [string, RegExp][] = [
      ["", /--method is missing/],
      ["--method batch --output y.npy", /--input is missing/],
      ["--method batch --input x34.npy", /--output is missing/],
      ["--method spectral --input x34.npy --output y.npy", /--method is "spectral", .* batch, layer, instance, group/],
      [`${plain} w4.npy`, /"w4\.npy" follows no option/],
      [`${plain} --frobnicate`, /--frobnicate/],
      [`${plain} --weight w3.npy`, /--weight w3\.npy: has shape \(3,\), but must have \(4,\) for --input x34\.npy of/],
      [`${plain} --bias x34.npy`, /--bias x34\.npy: has shape \(3, 4\), but must have \(4,\)/],
      [`${plain} --running-mean w4.npy --running-var w3.npy`, /--running-var w3\.npy: has shape \(3,\), .* \(4,\)/],
      [`${plain} --running-mean w4.npy`, /--running-mean is given, but no --running-var/],
      [`${plain} --save-running-var v.npy`, /--save-running-var is given, but no --running-var/],
      [`${plain} --save-grad-input g.npy`, /--save-grad-input is given, but no --grad-output/],
      [`${plain} --grad-output x34.npy`, /--grad-output is given, but no --save-grad-input or/],
      [`${plain} --grad-output w4.npy --save-grad-input g.npy`, /--grad-output w4\.npy: has shape \(4,\).*\(3, 4\)/],
      [`${plain} --num-groups 2`, /--num-groups is given, but method batch has no such option/],
      [`${plain} --channel-axis 2`, /--input x34\.npy: channel axis 2 does not exist in shape \(3, 4\)/],
      [`${plain} --channel-axis 0.5`, /--channel-axis is "0\.5", but must be a whole number/],
      [`${plain} --momentum 2`, /--momentum is "2", but must be 0 to 1/],
      [`${plain} --eps -1`, /--eps is "-1", but must be a number from 0 on/],
      [`${plain} --assume-dtype half`, /--assume-dtype is "half"/],
      ["--method batch --input x14.npy --output y.npy", /--input x14\.npy: expected more than 1 value per channel/],
      ["--method batch --input no.npy --output y.npy", /--input no\.npy: cannot be opened \(no such file or folder\)/],
      ["--method batch --input x.txt --output y.npy", /--input x\.txt: .*should end in \.npy|cannot be opened/],
      ["--method batch --input torn.npy --output y.npy", /--input torn\.npy: header promises/],
      ["--method batch --input whole.npy --output y.npy", /--input whole\.npy: holds int64 .* floating-point/],
      [`${plain} --weight whole.npy`, /--weight whole\.npy: holds int64/],
      ["--method batch --input STEP --output y.npy", /--input step-0001\.npz: holds 2 tensors \(bn1, bn2\)/],
      ["--method batch --input huge.npy --output y.npy", /--input huge\.npy: kernels would need \d+ bytes .* 4 GiB/],
      ["--method batch --input x34.npy --output x34.npy", /--output x34\.npy: would overwrite the file of --input/],
      [`${plain} --weight w4.npy --grad-output x34.npy --save-grad-weight ./w4.npy`, /overwrite the file of --weight/],
      [`${plain} --grad-output x34.npy --save-grad-input ./y.npy`, /overwrite the file of --output/],
      ["--method batch --input x34.npy --output y.npz", /--output y\.npz: is no \.npy file by its name/],
      [
        "--method batch --input x34.npy --output no/y.npy",
        /--output y\.npy: its folder no cannot be .*no such file or folder/,
      ],
      ["--method group --input x34.npy --output y.npy", /--num-groups is missing, but method group needs it/],
      ["--method group --input x34.npy --output y.npy --num-groups 3", /x34\.npy: 4 channels .* into 3 groups/],
      ["--method group --input x34.npy --output y.npy --num-groups 0", /--num-groups is "0", but must be/],
      ["--method group --input x34.npy --output y.npy --num-groups 2 --training", /--training .* method group/],
      ["--method layer --input x34.npy --output y.npy", /--normalized-shape is missing, but method layer needs it/],
      ["--method layer --input x34.npy --output y.npy --normalized-shape 4x", /--normalized-shape is "4x"/],
      ["--method layer --input x34.npy --output y.npy --normalized-shape 3", /\(3, 4\), .* end in .*-shape 3/],
      ["--method layer --input x34.npy --output y.npy --normalized-shape 2,3,4", /-shape 2,3,4/],
      ["--method rms --input x34.npy --output y.npy --normalized-shape 4 --bias w4.npy", /--bias .* method rms has no/],
    ];
    for (const [args, message] of wrong) {
      it(args || "nothing asked", () => {
        const step = join(process.cwd(), "media/examples/digits-cnn/batch-4/step-0001.npz");
        const before = readFileSync(join(folder, "x34.npy"));
        fails(args === "" ? [] : args.split(" ").map((arg) => (arg === "STEP" ? step : arg)), message);
        assert.deepEqual(readFileSync(join(folder, "x34.npy")), before);
        assert.ok(!existsSync(join(folder, "y.npy")));
        assert.deepEqual(
          readdirSync(folder).filter((name) => name.startsWith(".")),
          [],
        );
      });
    }
  });
});

/** The command line begins with no batches seen, which a cumulative average minds. */
function canBeAsked({ configuration, batches }: Golden): boolean {
  return !("momentum" in configuration && configuration.momentum === null && batches);
}

function checkGolden(golden: Golden): void {
  const { shape, dtype, configuration, expected } = golden;
  const { values, gradOutput, weight, bias, running } = caseInputs(createNormTwin(), golden);
  const own = mkdtempSync(join(folder, "golden-"));
  const save = (option: string, array: ArrayLike<number> | null | undefined, of: readonly number[]) => {
    if (!array) return [];
    // Running statistics are float64 here, so that no digit of what is expected is lost.
    const kind = option.startsWith("running") ? "float64" : dtype;
    saveNumbers(join(own, `${option}.npy`), { shape: of, values: Array.from(array), dtype: kind });
    return [`--${option}`, join(own, `${option}.npy`)];
  };
  const parameterShape = METHODS[configuration.method].parameters(shape, configuration)[0]!.shape;
  const outputs = Object.entries(OUTPUTS).filter(([, name]) => expected[name] !== undefined);
  succeeds([
    ...optionsOf(configuration),
    ...save("input", values, shape),
    ...save("grad-output", gradOutput, shape),
    ...save("weight", weight, parameterShape),
    ...save("bias", bias, parameterShape),
    ...save("running-mean", running?.mean, parameterShape),
    ...save("running-var", running?.variance, parameterShape),
    ...outputs.flatMap(([option]) => [`--${option}`, join(own, `${option}.npy`)]),
  ]);
  for (const [option, name] of outputs) {
    const file = readNumbers(join(own, `${option}.npy`));
    assert.deepEqual(file.shape, ["output", "gradInput"].includes(name) ? shape : parameterShape);
    checkClose(name, file.values, decodeNumbers(expected[name]), TOLERANCES[dtype]);
  }
}

const OUTPUTS = {
  output: "output",
  "save-grad-input": "gradInput",
  "save-grad-weight": "gradWeight",
  "save-grad-bias": "gradBias",
  "save-running-mean": "runningMean",
  "save-running-var": "runningVariance",
} as const;

function optionsOf(configuration: Configuration): string[] {
  const options = ["--method", configuration.method];
  if (configuration.eps !== null) options.push("--eps", String(configuration.eps));
  if ("channelAxis" in configuration) options.push("--channel-axis", String(configuration.channelAxis));
  if ("numGroups" in configuration) options.push("--num-groups", String(configuration.numGroups));
  if ("normalizedShape" in configuration) options.push("--normalized-shape", configuration.normalizedShape.join());
  if ("momentum" in configuration) options.push("--momentum", String(configuration.momentum ?? "none"));
  if ("training" in configuration && configuration.training) options.push("--training");
  return options;
}

function normalized(input: Parameters<typeof saveNumbers>[1], method = "batch", more: readonly string[] = []) {
  const [x, output] = [join(folder, "x.npy"), join(folder, "normalized.npy")];
  saveNumbers(x, input);
  succeeds(["--method", method, "--input", x, "--output", output, ...more]);
  return readNumbers(output);
}

function closer(value: number, a: number, b: number): number {
  return Math.abs(b - value) < Math.abs(a - value) ? b : a;
}

function run(args: readonly string[]) {
  const options = { encoding: "utf8", timeout: HANGS_AFTER, cwd: folder } as const;
  return spawnSync(process.execPath, [join(process.cwd(), "dist/cli.mjs"), ...args], options);
}

function succeeds(args: readonly string[]): string {
  const { status, stdout, stderr } = run(["normalize", ...args]);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  assert.match(stdout, /^\S+\.npy: float\d\d \([\d, ]*\).*\n$/);
  return stdout;
}

function fails(args: readonly string[], message: RegExp): void {
  const { status, stdout, stderr } = run(["normalize", ...args]);
  assert.equal(status, 2, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, /^normscope: [^\n]+\n$/);
  assert.match(stderr.trimEnd(), message);
}
