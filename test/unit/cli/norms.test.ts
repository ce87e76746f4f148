import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseReport } from "../../../src/protocol/reportJson";
import { concat, float32, uint } from "../readers/bytes";
import { safetensorsBytes } from "../readers/safetensors/safetensorsBytes";

type Values = Readonly<Record<string, readonly number[]>>;

const HEALTHY: Values = {
  "conv1.bias": [0.1, 0.2],
  "bn1.weight": [1.1, 0.9],
  "bn1.bias": [0.1, -0.1],
  "bn1.running_mean": [0.5, 0.25],
  "bn1.running_var": [2, 3],
};
const UNTOUCHED: Values = { ...HEALTHY, "bn1.running_mean": [0, 0], "bn1.running_var": [1, 1] };

describe("normscope profile --norms", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-norms-"));
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, values: Values, batches = 500) => {
    const path = join(folder, name);
    const header: Record<string, object> = {};
    const parts = [];
    let begin = 0;
    for (const [tensor, numbers] of Object.entries(values)) {
      const end = begin + 4 * numbers.length;
      header[tensor] = { dtype: "F32", shape: [numbers.length], data_offsets: [begin, end] };
      parts.push(float32(...numbers));
      begin = end;
    }
    header["bn1.num_batches_tracked"] = { dtype: "I64", shape: [], data_offsets: [begin, begin + 8] };
    writeFileSync(path, safetensorsBytes(header, concat(...parts, uint(8, batches))));
    return path;
  };

  it("prints a table, and exits with 0 where nothing is wrong", () => {
    const { status, stdout } = run([write("healthy.safetensors", HEALTHY), "--norms"]);
    assert.equal(status, 0);
    assert.match(stdout, /^healthy\.safetensors: 1 normalization layer\n/);
    assert.match(stdout, /^bn1 +batch +2 +500 +0\.25 0\.375 0\.5 +2 2\.5 3 +0\.9 1 1\.1 +-0\.1 0 0\.1 +-$/m);
    assert.match(stdout, /Nothing was found to be wrong/);
  });

  it("says what is wrong, and exits with 1", () => {
    const { status, stdout } = run([write("untouched.safetensors", UNTOUCHED, 0), "--norms"]);
    assert.equal(status, 1);
    assert.match(stdout, /^NRM902 warning: The running statistics were not updated by training here$/m);
    assert.match(stdout, /^ {2}bn1: .*mean 0 and variance 1 in all 2 channels, and 0 batches are counted/m);
  });

  it("takes information for no fault", () => {
    const big = { ...HEALTHY, "bn1.running_var": [70_000, 80_000] };
    const { status, stdout } = run([write("big.safetensors", big), "--norms"]);
    assert.equal(status, 0);
    assert.match(stdout, /NRM909 information/);
  });

  it("measures against another checkpoint", () => {
    const moved = { ...HEALTHY, "bn1.running_mean": [0.5 + Math.SQRT2, 0.25 + Math.sqrt(3)] };
    const { stdout } = run([
      write("moved.safetensors", moved),
      "--norms",
      "--against",
      join(folder, "healthy.safetensors"),
    ]);
    assert.match(stdout, /Δ mean +Δ variance/);
    assert.match(stdout, / 1 σ +1× +0 +0$/m);
    assert.match(stdout, /NRM910 information/);
    assert.match(stdout, /NRM911 information/);
  });

  it("matches layers through the names that wrappers put before theirs, and says so where none matches", () => {
    const wrapped = Object.fromEntries(Object.entries(HEALTHY).map(([name, values]) => [`module.${name}`, values]));
    const against = ["--norms", "--against", join(folder, "healthy.safetensors")];
    assert.match(run([write("wrapped.safetensors", wrapped), ...against]).stdout, / 0 σ +1× +0 +0$/m);
    const other = Object.fromEntries(Object.entries(HEALTHY).map(([name, values]) => [`other.${name}`, values]));
    const { status, stderr } = run([write("other.safetensors", other), ...against]);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /other\.safetensors: no normalization layer in common with healthy\.safetensors: .*'other\.bn1' here, 'bn1' there/,
    );
  });

  it("prints the report as JSON that every reader takes", () => {
    const { stdout } = run([join(folder, "untouched.safetensors"), "--norms", "--json"]);
    const [norm] = parseReport(JSON.parse(stdout)).norms;
    assert.deepEqual(Array.from(norm!.runningVariance!.values!), [1, 1]);
    assert.deepEqual(
      norm!.findings.map(({ code }) => code),
      ["NRM902"],
    );
  });

  it("says where the method is only likely, or a guess", () => {
    const plain = { "encoder.norm.weight": [1.1, 0.9], "encoder.norm.bias": [0.1, -0.1] };
    assert.match(
      run([write("plain.safetensors", plain), "--norms"]).stdout,
      /^encoder\.norm +layer \((likely|a guess)\) /m,
    );
  });

  it("takes every checkpoint of a folder", () => {
    const { stdout } = run(["media/examples/digits-resnet", "--norms"]);
    assert.match(stdout, /^epoch-1\.safetensors: 13 normalization layers$/m);
    assert.match(stdout, /^epoch-8\.safetensors: 13 normalization layers$/m);
  });

  it("says so where there is no normalization layer", () => {
    const { status, stdout } = run(["media/examples/broken/nan.npy", "--norms"]);
    assert.equal(status, 0);
    assert.match(stdout, /^nan\.npy: 0 normalization layers\nNormscope looks for running means/);
  });

  it("explains a finding", () => {
    for (const code of ["nrm904", "904"])
      assert.match(run(["--explain", code]).stdout, /^NRM904 \(warning\): A running variance is near zero\n\n.+ε/);
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--norms"], /nothing to profile/],
    [["--explain", "NRM999"], /no finding "NRM999"; there are: NRM901, NRM902/],
    [["x.npy", "--against", "y.npy"], /--against .* goes with --norms/],
    [["media/examples/digits-resnet", "--norms", "--json"], /--json takes one file with --norms, not 2/],
    [["src", "--norms"], /src: no \.npy, .* file in it/],
    [["test/fixtures/runs/digits", "--norms"], /digits: holds logs of training alone, and --norms reads checkpoints/],
    [["test/fixtures/events/by-pytorch", "--norms"], /by-pytorch: holds logs of training alone/],
    [["media/examples/broken/nan.npy", "--norms", "--against", "media"], /media: cannot be opened \(it is a folder\)/],
    [["no.safetensors", "--norms"], /no\.safetensors: cannot be opened \(no such file or folder\)/],
  ];
  for (const [args, message] of wrong) {
    it(`${args.join(" ")}: exit code 2 and one line`, () => {
      const { status, stderr } = run(args);
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1);
    });
  }
});

function run(args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.mjs", "profile", ...args], { encoding: "utf8" });
}
