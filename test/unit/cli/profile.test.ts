import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { parseReport } from "../../../src/protocol/reportJson";
import { PEAK_MEMORY_KIB } from "../peakMemory";
import type { HostileFile } from "../readers/hostileFile";
import { hostileFiles } from "../readers/hostileFiles";

const DIGITS = "media/examples/digits-cnn";
/** What a person can be asked to wait for, many times over; a hang fails, a slow machine does not. */
const HANGS_AFTER = 20_000;
const MOST_OF_A_FORMAT = 10;
const MEMORY_LIMIT_KIB = 200 * 1024;

describe("normscope profile", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-cli-"));
  after(() => rmSync(folder, { recursive: true }));

  it("prints a table, and whether the running averages have settled", () => {
    const { status, stdout } = run(["profile", DIGITS]);
    assert.equal(status, 0);
    assert.match(stdout, /^digits-cnn: 4 tensors\n/);
    assert.match(stdout, /batch-64\/bn2 +float16 +\(64, 16, 2, 2\)/);
    assert.match(stdout, /batch-4\/bn2: running average settled after 80 steps/);
  });

  it("prints the report as JSON that every reader takes", () => {
    const { stdout } = run(["profile", DIGITS, "--json", "--momentum", "none"]);
    const report = parseReport(JSON.parse(stdout));
    assert.deepEqual(
      report.layers.map((layer) => `${layer.run} ${layer.name}`),
      ["batch-4 bn1", "batch-4 bn2", "batch-64 bn1", "batch-64 bn2"],
    );
    assert.equal(report.layers[0]!.running!.momentum, null);
    assert.equal(report.layers[0]!.running!.steps.length, 80);
  });

  it("writes into a file", () => {
    const out = join(folder, "report.json");
    const { status, stdout } = run(["profile", "media/examples/broken/nan.npy", "--json", "--out", out]);
    assert.equal(status, 0);
    assert.equal(stdout, "");
    assert.equal(parseReport(JSON.parse(readFileSync(out, "utf8"))).layers[0]!.statistics.nan, 1);
  });

  it("says where the first NaN or infinity is", () => {
    const { stdout } = run(["profile", "media/examples/broken/nan.npy"]);
    assert.match(
      stdout,
      /^nan: 1 NaN and 1 infinite value\. The first is at index \[2, 5, 1, 3\]\. 2 of 16 channels have some: 5, 11\.$/m,
    );
  });

  it("lists commands and options to whoever asks for help, in whichever of the usual words", () => {
    for (const args of [["--help"], ["-h"], ["help"]])
      assert.match(run(args).stdout, /^Usage: normscope COMMAND/, args.join());
    for (const args of [
      ["profile", "--help"],
      ["profile", "-h"],
      ["help", "profile"],
    ])
      assert.match(run(args).stdout, /^Usage: normscope profile PATH/, args.join());
  });

  const wrong: [string[], RegExp][] = [
    [[], /what to do\?/],
    [["explode"], /no command "explode"/],
    [["profile"], /nothing to profile/],
    [["profile", "no-such-file.npy"], /no-such-file\.npy: cannot be opened \(no such file or folder\)/],
    [["profile", "src"], /^Error: src: no \.npy, .* file in it/],
    [["profile", "/dev/zero"], /zero: /],
    [["profile", DIGITS, "--momentum", "2"], /--momentum is "2", but must be 0 to 1/],
    [["profile", DIGITS, "--convention", "jax"], /--convention is "jax", but must be one of pytorch, keras/],
    [["profile", DIGITS, "--channel-axis", "1.5"], /--channel-axis is "1\.5", but must be a whole number/],
    [
      ["profile", DIGITS, "--channel-axis", "9"],
      /step-0001\.npz: bn1: channel axis 9 does not exist in shape \(4, 8, 4, 4\)/,
    ],
    [["profile", DIGITS, "--frobnicate"], /^Error: unknown option '--frobnicate'; --help lists the options$/],
    [["-v"], /^Error: unknown option '-v'; --help lists the options$/],
    [["profile", DIGITS, "--out", "--json"], /^Error: option '--out' has no value; --help lists the options$/],
    [["profile", DIGITS, "--json", "--out", join("no", "such", "folder")], /no such file or folder/],
  ];
  for (const [args, message] of wrong) {
    it(`says in one line what is wrong with: ${args.join(" ") || "nothing"}`, () => failsInOneLine(args, message));
  }

  for (const { name, fileName, bytes, siblings, message } of someOfEachFormat(hostileFiles.filter(canBeOnDisk))) {
    it(`refuses ${JSON.stringify(fileName)}: ${name}`, () => {
      const own = mkdtempSync(join(folder, "hostile-"));
      for (const [file, content] of Object.entries({ ...siblings, [fileName]: bytes })) {
        writeFileSync(join(own, file), content);
      }
      failsInOneLine(["profile", join(own, fileName)], message);
    });
  }

  it("reads a file of 10 GB in the memory of a small one", async () => {
    const path = join(folder, "huge.npy");
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2500000000,), }".padEnd(117);
    writeFileSync(path, Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"));
    truncateSync(path, 128 + 10 ** 10);
    const peak = await peakAfter(1500, ["profile", path]);
    assert.ok(peak > 0 && peak < MEMORY_LIMIT_KIB, `${peak} KiB`);
  });
});

/** Peak memory in KiB of a command that is stopped while it is still at work. */
function peakAfter(milliseconds: number, args: readonly string[]): Promise<number> {
  const hook = script(`setTimeout(() => { console.log(${PEAK_MEMORY_KIB}); process.exit(9); }, ${milliseconds})`);
  return new Promise((done) => {
    const child = execFile(process.execPath, ["--import", hook, "dist/cli.mjs", ...args], (_error, stdout) => {
      assert.equal(child.exitCode, 9, "the command was done before it was measured");
      done(Number(stdout));
    });
  });
}

function run(args: readonly string[]) {
  return spawnSync(process.execPath, ["dist/cli.mjs", ...args], { encoding: "utf8", timeout: HANGS_AFTER });
}

/** Readers are tested with all of them; a process for each would take a minute. */
function someOfEachFormat(files: readonly HostileFile[]): HostileFile[] {
  const byFormat = new Map<string, HostileFile[]>();
  for (const file of files) {
    const format = extname(file.fileName);
    byFormat.set(format, [...(byFormat.get(format) ?? []), file]);
  }
  return [...byFormat.values()].flatMap((all) => {
    const step = Math.max(1, all.length / MOST_OF_A_FORMAT);
    return all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  });
}

function canBeOnDisk({ fileName }: { readonly fileName: string }): boolean {
  return !/[/\0]/.test(fileName) && Buffer.byteLength(fileName) < 255;
}

/** A script as a module that Node imports before the command. */
function script(source: string): string {
  return `data:text/javascript,${encodeURIComponent(`import fs from "node:fs";${source}`)}`;
}

function failsInOneLine(args: readonly string[], message: RegExp): void {
  // The peak memory is told through a hook, since spawnSync does not tell it.
  const hook = script(`process.on("exit", () => process.stdout.write(String(${PEAK_MEMORY_KIB})))`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", hook, "dist/cli.mjs", ...args], {
    encoding: "utf8",
    timeout: HANGS_AFTER,
  });
  assert.equal(status, 2, stderr);
  assert.match(stderr, /^normscope: [^\n]+\n$/);
  assert.match(stderr.replace("normscope", "Error").replace(/( \(--assume-dtype\))?\n$/, ""), message);
  assert.ok(Number(stdout) < MEMORY_LIMIT_KIB, `${stdout} KiB`);
}
