import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { zeros } from "../readers/bytes";
import { npyBytes } from "../readers/numpy/npyBytes";

const CLI = resolve("dist/cli.mjs");
const NORMS = resolve("test/fixtures/onnx/norms.onnx");
/** Waiting for nobody would take for ever; a machine may be slow. */
const TIMEOUT = 25_000;

const isLinux = process.platform === "linux";

describe("The command line where the system lets it down", function () {
  this.timeout(2 * TIMEOUT);
  const folder = mkdtempSync(join(tmpdir(), "normscope-faults-"));
  after(() => rmSync(folder, { recursive: true }));
  before(() => {
    copyFileSync("test/fixtures/readers/version-1.npy", join(folder, "x.npy"));
    writeFileSync(join(folder, "bad.py"), "import torch.nn as nn\nmodel = nn.BatchNorm2d(8, eps=0)\nmodel.eval\n");
    for (const name of ["d.npy", "full.d"]) mkdirSync(join(folder, name));
    symlinkSync("loop.npy", join(folder, "loop.npy"));
    mkdirSync(join(folder, "circle"));
    symlinkSync(".", join(folder, "circle", "self"));
    copyFileSync(join(folder, "x.npy"), join(folder, "circle", "x.npy"));
  });

  const run = (args: readonly string[], stdout: "pipe" | number = "pipe") => {
    const { status, signal, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: folder,
      encoding: "utf8",
      timeout: TIMEOUT,
      stdio: ["ignore", stdout, "pipe"],
    });
    assert.equal(signal, null, "it hangs");
    return { status, stderr };
  };
  const isOneLine = (stderr: string, message: RegExp) => {
    assert.match(stderr, /^normscope: [^\p{Cc}\p{Cf}]{1,500}\n$/u);
    assert.match(stderr, message);
  };

  const written: [string, readonly string[], RegExp][] = [
    [
      "a full disk",
      ["profile", "x.npy", "--out", "/dev/full"],
      /: full: cannot be written \(no space left on the disk\)/,
    ],
    ["a folder", ["profile", "x.npy", "--out", "d.npy"], /: d\.npy: cannot be written \(it is a folder\)/],
    [
      "a folder that is not there",
      ["profile", "x.npy", "--out", "none/a.txt"],
      /: a\.txt: cannot be written \(no such file or folder\)/,
    ],
    ["where nothing can be made", ["profile", "x.npy", "--out", "/proc/a.txt"], /: a\.txt: cannot be written \(.+\)/],
    [
      "a full disk, SARIF",
      ["check", "bad.py", "--format", "sarif", "--out", "/dev/full"],
      /: full: cannot be written \(no space left on the disk\)/,
    ],
    [
      "a full disk, baseline",
      ["check", "bad.py", "--write-baseline", "/dev/full"],
      /: full: cannot be written \(no space left on the disk\)/,
    ],
    [
      "a folder, baseline",
      ["check", "bad.py", "--write-baseline", "d.npy"],
      /: d\.npy: cannot be written \(it is a folder\)/,
    ],
    [
      "a folder, normalized",
      ["normalize", "--method", "batch", "--training", "--input", "x.npy", "--output", "d.npy"],
      /: d\.npy: cannot be written \(it is a folder\)/,
    ],
  ];
  for (const [where, args, message] of written) {
    it(`says in one line what could not be written: ${where}`, function () {
      if (args.some((arg) => arg.startsWith("/")) && !isLinux) return this.skip();
      const { status, stderr } = run(args);
      assert.equal(status, 2);
      isOneLine(stderr, message);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith(".normscope")),
        [],
      );
    });
  }

  for (const args of [["profile", "x.npy"], ["check", "bad.py"], ["--help"], ["profile", "--explain", "NRM901"]]) {
    it(`says in one line that standard output is full: ${args.join(" ")}`, function () {
      if (!existsSync("/dev/full")) return this.skip();
      const full = openSync("/dev/full", "w");
      const { status, stderr } = run(args, full);
      closeSync(full);
      assert.equal(status, 2);
      isOneLine(stderr, /standard output cannot be written to \(no space left on the disk\)/);
    });
  }

  for (const args of [["profile", "x.npy"], ["check", "."], ["--help"]]) {
    it(`ends quietly where nobody reads on: ${args.join(" ")}`, function () {
      if (process.platform === "win32") return this.skip();
      const script = `"$0" "$1" ${args.join(" ")} | true; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync("bash", ["-c", script, process.execPath, CLI], {
        cwd: folder,
        encoding: "utf8",
        timeout: TIMEOUT,
      });
      assert.equal(stderr, "");
      assert.match(stdout, /^[01]\n$/);
    });
  }

  const places: [string, readonly string[], RegExp][] = [
    [
      "a number that is none",
      ["profile", "x.npy", "--momentum", "\u202e\u001b[2J"],
      /--momentum is "\\u202e\\u001b\[2J", but must be/,
    ],
    ["a command that is none", ["pro\u001b\nfile"], /no command "pro\\u001b file"; there are: profile/],
    ["a device", ["profile", "/dev/zero"], /: zero: cannot be opened \(not an ordinary file\)/],
    ["a folder that is called like a file", ["profile", "d.npy"], /: d\.npy: no \.npy/],
    ["a link to itself", ["profile", "loop.npy"], /: loop\.npy: cannot be opened \(links lead in a circle\)/],
    ["a link to itself, to check", ["check", "loop.npy"], /loop\.npy: cannot be opened \(links lead in a circle\)/],
    [
      "a folder as a baseline",
      ["check", "bad.py", "--baseline", "d.npy"],
      /: d\.npy: cannot be opened \(it is a folder\)/,
    ],
    [
      "a name that breaks lines",
      ["profile", "a\nb\u202e\u001b[2J.npy"],
      /: a\ufffdb\ufffd\[2J\.npy: cannot be opened \(no such file or folder\)/,
    ],
    [
      "a name that breaks lines, to check",
      ["check", "a\nb\u202e.py"],
      /a\ufffdb\ufffd\.py: cannot be opened \(no such file or folder\)/,
    ],
    [
      "a name of 4,000 characters",
      ["profile", `${"a".repeat(4_000)}.npy`],
      /a…a+\.npy: cannot be opened \(the name or path is too long\)/,
    ],
    [
      "a name of 4,000 characters, to check",
      ["check", "a".repeat(4_000)],
      /a…a+: cannot be opened \(the name or path is too long\)/,
    ],
    [
      "a path of 4,000 characters",
      ["profile", `${"a/".repeat(2_000)}x.npy`],
      /: x\.npy: cannot be opened \((the name or path is too long|no such file or folder)\)/,
    ],
  ];
  for (const [what, args, message] of places) {
    it(`says in one line what is wrong with ${what}`, function () {
      if (args[1]?.startsWith("/") && !isLinux) return this.skip();
      const { status, stderr } = run(args);
      assert.equal(status, 2);
      isOneLine(stderr, message);
    });
  }

  it("goes once through a folder that holds itself", () => {
    assert.deepEqual(run(["profile", "circle"]), { status: 0, stderr: "" });
  });

  const pipes: [string, readonly string[], RegExp][] = [
    ["pipe.npy", ["profile", "pipe.npy"], /: pipe\.npy: cannot be opened \(not an ordinary file\)/],
    ["pipe.npy", ["profile", "--norms", "pipe.npy"], /: pipe\.npy: cannot be opened \(not an ordinary file\)/],
    [
      "rank-0000.normlog",
      ["profile", "rank-0000.normlog"],
      /rank-0000\.normlog: cannot be opened \(not an ordinary file\)/,
    ],
    [
      "events.out.tfevents.1.h",
      ["profile", "events.out.tfevents.1.h"],
      /events\S+: cannot be opened \(not an ordinary file\)/,
    ],
    ["pipe.py", ["check", "pipe.py"], /pipe\.py: is neither a file nor a folder/],
    [
      "base.json",
      ["check", "bad.py", "--baseline", "base.json"],
      /: base\.json: cannot be opened \(not an ordinary file\)/,
    ],
    [
      "in.npy",
      ["normalize", "--method", "batch", "--training", "--input", "in.npy", "--output", "y.npy"],
      /in\.npy: cannot be opened \(not an ordinary file\)/,
    ],
    [
      "model.onnx",
      ["run-onnx", "model.onnx", "--input", "random"],
      /: model\.onnx: cannot be opened \(not an ordinary file\)/,
    ],
    ["fed.npy", ["run-onnx", NORMS, "--input", "fed.npy"], /: fed\.npy: cannot be opened \(not an ordinary file\)/],
    [
      "images/a.png",
      ["run-onnx", NORMS, "--input", "images", "--size", "8x5"],
      /: a\.png: cannot be read \(not an ordinary file\)/,
    ],
  ];
  for (const [name, args, message] of pipes) {
    it(`does not wait for a pipe that nobody writes to: ${args.slice(0, 3).join(" ").replace(NORMS, "norms.onnx")}`, function () {
      if (process.platform === "win32") return this.skip();
      const pipe = join(folder, name);
      mkdirSync(join(pipe, ".."), { recursive: true });
      if (!existsSync(pipe)) execFileSync("mkfifo", [pipe]);
      const { status, stderr } = run(args);
      rmSync(pipe);
      assert.equal(status, 2);
      isOneLine(stderr, message);
    });
  }

  const caches: [string, string][] = [
    ["a device", "/dev/full"],
    ["a folder in which none can be made", "/proc/normscope/code"],
    ["a file", "x.npy"],
  ];
  for (const [what, cache] of caches) {
    it(`checks as well where what is read cannot be kept: ${what}`, function () {
      if (cache.startsWith("/") && !isLinux) return this.skip();
      const plain = spawnSync(process.execPath, [CLI, "check", "bad.py"], { cwd: folder, encoding: "utf8" });
      const { stdout, stderr, status, signal } = spawnSync(
        process.execPath,
        [CLI, "check", "bad.py", "--cache", cache],
        {
          cwd: folder,
          encoding: "utf8",
          timeout: TIMEOUT,
        },
      );
      assert.deepEqual([stdout, stderr, status, signal], [plain.stdout, plain.stderr, plain.status, null]);
    });
  }

  it("leaves no half of a file where Ctrl-C comes in while it is written", async function () {
    if (process.platform === "win32") return this.skip();
    const place = join(folder, "interrupted");
    mkdirSync(place);
    const shape = [64, 1 << 18] as const;
    writeFileSync(
      join(place, "x.npy"),
      npyBytes({ descr: "'<f4'", shape: `(${shape.join(", ")})`, data: zeros(4 * shape[0] * shape[1]) }),
    );
    const args = ["normalize", "--method", "batch", "--training", "--input", "x.npy", "--output", "y.npy"];
    const child = spawn(process.execPath, [CLI, ...args], { cwd: place, stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const ended = once(child, "exit");
    while (child.exitCode === null && !readdirSync(place).some((name) => name.startsWith(".normscope")))
      await setImmediate();
    child.kill("SIGINT");
    const [status] = await ended;
    // It may have been done before the signal came in.
    if (status !== 0) assert.deepEqual([status, stderr], [2, "normscope: normalize was interrupted\n"]);
    assert.deepEqual(readdirSync(place).sort(), status === 0 ? ["x.npy", "y.npy"] : ["x.npy"]);
  });

  it("keeps what stood in a file that cannot be written anew", function () {
    if (!isLinux || process.getuid?.() !== 0) return this.skip();
    const small = join(folder, "full.d");
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small], { stdio: "ignore" });
    } catch {
      // No right to mount, as in most containers.
      return this.skip();
    }
    try {
      writeFileSync(join(small, "out.json"), "before");
      writeFileSync(join(small, "y.npy"), "before");
      writeFileSync(join(small, "filler"), Buffer.alloc(56 * 1024));
      const normalize = [
        "normalize",
        "--method",
        "batch",
        "--training",
        "--input",
        "large.npy",
        "--output",
        join(small, "y.npy"),
      ];
      const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (64, 256), }".padEnd(117);
      writeFileSync(
        join(folder, "large.npy"),
        Buffer.concat([
          Buffer.from("\x93NUMPY\x01\0\x76\0", "latin1"),
          Buffer.from(`${header}\n`),
          Buffer.alloc(64 * 256 * 4),
        ]),
      );
      for (const [args, name] of [
        [["profile", "large.npy", "--json", "--out", join(small, "out.json")], "out.json"],
        [normalize, "y.npy"],
      ] as const) {
        const { status, stderr } = run(args);
        assert.equal(status, 2);
        isOneLine(stderr, new RegExp(`${name.replace(".", "\\.")}: cannot be written \\(no space left on the disk\\)`));
        assert.equal(readFileSync(join(small, name), "utf8"), "before");
      }
      assert.deepEqual(readdirSync(small).sort(), ["filler", "out.json", "y.npy"]);
    } finally {
      execFileSync("umount", [small]);
    }
  });
});
