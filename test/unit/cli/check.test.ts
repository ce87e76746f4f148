import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const CLI = resolve("dist/cli.mjs");
const ZERO = "import torch.nn as nn\nnorm = nn.BatchNorm2d(8, eps=0)\n";
const NAMED = "import torch\nmodel.eval\n";
const CLEAN = "import torch.nn as nn\nnorm = nn.BatchNorm2d(8)\n";
const CONV = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))\n";

describe("normscope check", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "normscope-check-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  }

  function check(...args: readonly string[]) {
    return spawnSync(process.execPath, [CLI, "check", ...args], { cwd: folder, encoding: "utf8" });
  }

  /** "path line code" of everything that is found. */
  function found(...args: readonly string[]): string[] {
    const { stdout, stderr } = check(...args, "--format", "json");
    assert.ok(stdout !== "", stderr);
    const { findings } = JSON.parse(stdout) as { findings: { path: string; line: number; code: string }[] };
    return findings.map(({ path, line, code }) => `${path} ${line} ${code}`);
  }

  const EXITS: readonly (readonly [title: string, code: string, args: readonly string[], status: number])[] = [
    ["nothing is found", CLEAN, [], 0],
    ["a warning", ZERO, [], 1],
    ["an error", NAMED, [], 1],
    ["information alone", CONV, [], 0],
    ["a warning, and it does not matter", ZERO, ["--exit-zero"], 0],
    ["a warning that is ignored", ZERO, ["--ignore", "NRM2"], 0],
    ["a warning that is not selected", ZERO, ["--select", "NRM301,NRM303"], 0],
    ["an error that is mended", NAMED, ["--fix"], 0],
    ["an error that would be mended", NAMED, ["--diff"], 1],
    ["a warning that cannot be mended", ZERO, ["--diff"], 0],
  ];
  for (const [title, code, args, status] of EXITS) {
    it(`exits with ${status}: ${title}`, () => {
      put({ "a.py": code });
      const run = check("a.py", ...args);
      assert.equal(run.status, status, run.stderr);
    });
  }

  const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /nothing to check: name a file or a folder/],
    [["nowhere"], /nowhere: cannot be opened \(no such file or folder\)/],
    [["."], /no \.py or \.ipynb file in it/],
    [[".", "--format", "xml"], /--format is "xml", but must be one of text, json, sarif, github/],
    [[".", "--select", "E501"], /--select names "E501", but no code begins so/],
    [[".", "--ignore", "NRM399"], /--ignore names "NRM399"/],
    [[".", "--fix", "--diff"], /--fix changes files and --diff does not/],
    [[".", "--statistics", "--format", "json"], /--statistics goes with --format text only/],
    [
      [".", "--baseline", "none.json"],
      /none\.json: cannot be opened \(no such file or folder\); --write-baseline makes one/,
    ],
    [["--explain", "NRM999"], /no finding "NRM999"; there are: NRM001, /],
    [[".", "--frobnicate"], /--frobnicate/],
  ];
  for (const [args, message] of WRONG) {
    it(`says in one line what is wrong with: ${args.join(" ") || "nothing"}`, () => {
      const { status, stdout, stderr } = check(...args);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.match(stderr, /^normscope: [^\n]*\n$/);
    });
  }

  it("searches folders for Python that a person has written", () => {
    const others = [
      "node_modules/a.py",
      ".git/a.py",
      ".venv/a.py",
      "env/lib/a.py",
      "__pycache__/a.py",
      "build/a.py",
      "x.txt",
    ];
    put(Object.fromEntries([...others, "b/c/a.py", "a.py"].map((name) => [name, ZERO])));
    put({ "env/pyvenv.cfg": "", "stub.pyi": ZERO, "setup.py": "", "b/dist/a.py": ZERO });
    symlinkSync("..", join(folder, "b", "loop"));
    assert.deepEqual(found("."), ["a.py 2 NRM207", "b/c/a.py 2 NRM207", "b/dist/a.py 2 NRM207"]);
    assert.deepEqual(found(".", "a.py", "build/a.py"), [
      "a.py 2 NRM207",
      "b/c/a.py 2 NRM207",
      "b/dist/a.py 2 NRM207",
      "build/a.py 2 NRM207",
    ]);
  });

  it("leaves out what Git ignores, unless it is named", () => {
    put({ ".git/HEAD": "", ".gitignore": "out/\n*_pb2.py\n", "a/.gitignore": "!b_pb2.py\n" });
    put(Object.fromEntries(["a.py", "a_pb2.py", "out/a.py", "a/b_pb2.py"].map((name) => [name, ZERO])));
    assert.deepEqual(found("."), ["a.py 2 NRM207", "a/b_pb2.py 2 NRM207"]);
    assert.deepEqual(found("a_pb2.py", "out"), ["a_pb2.py 2 NRM207", "out/a.py 2 NRM207"]);
  });

  it("finds the same in many files, which several threads check, in the order of the files", () => {
    const names = Array.from({ length: 150 }, (_, i) => `m${String(i).padStart(3, "0")}.py`);
    put(
      Object.fromEntries(names.map((name, i) => [name, i % 3 === 0 ? `${"# long\n".repeat(i * 20)}${NAMED}` : CLEAN])),
    );
    const wanted = names.flatMap((name, i) => (i % 3 === 0 ? [`${name} ${i * 20 + 2} NRM104`] : []));
    assert.deepEqual(found("."), wanted);
    assert.match(check(".", "--fix").stdout, /^nothing found in 150 files; 50 mended$/m);
    assert.deepEqual(found("."), []);
  });

  it("obeys the nearest pyproject.toml that speaks of it", () => {
    put({
      "pyproject.toml": '[tool.normscope]\nexclude = ["old"]\nrules = { NRM2 = "hint" }\n',
      "a.py": ZERO,
      "old/a.py": ZERO,
      "inner/pyproject.toml": "[tool.other]\n",
      "inner/a.py": ZERO,
      "own/pyproject.toml": '[tool.normscope]\nignore = ["NRM207"]\n',
      "own/a.py": ZERO + NAMED,
    });
    assert.deepEqual(found("."), ["a.py 2 NRM207", "inner/a.py 2 NRM207", "own/a.py 4 NRM104"]);
    assert.equal(check("a.py", "inner").status, 0);
    assert.match(check("old/a.py").stdout, /nothing found in 0 files/);
    assert.deepEqual(found("own", "--select", "NRM207"), ["own/a.py 2 NRM207"]);
  });

  it("says what is wrong in a pyproject.toml, and goes on", () => {
    put({ "pyproject.toml": "[tool.normscope]\nselekt = []\n", "a.py": ZERO });
    const { status, stderr } = check(".");
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `normscope: pyproject.toml: [tool.normscope] "selekt" is no key; there are: select, ignore, rules, every-place, exclude\n`,
    );
  });

  it("tells of files that cannot be read, and goes on", () => {
    put({
      "a.py": ZERO,
      "b.py": Uint8Array.of(0x78, 0xe9),
      "c.ipynb": "{",
      "d.py": new Uint8Array(9),
      "e.py": `#${"x".repeat(1 << 20)}`,
    });
    const { status, stderr, stdout } = check(".");
    assert.equal(status, 1);
    assert.deepEqual(stderr.trim().split("\n"), [
      "normscope: b.py: is not UTF-8, and declares no other encoding",
      "normscope: c.ipynb: is no notebook: it is no JSON",
      "normscope: d.py: is no text: there are zeros in it",
      "normscope: e.py: is 1048577 bytes, larger than 1 MiB",
    ]);
    assert.match(stdout, /1 finding in 1 of 1 file: 1 warning$/m);
    const { notes } = JSON.parse(check(".", "--format", "json").stdout);
    assert.equal(notes.length, 4);
  });

  it("checks a notebook's cells together, and names the cell", () => {
    const cells = ["%matplotlib inline\nimport torch.nn as nn", "# text\nnorm = nn.BatchNorm2d(8, eps=0)"];
    put({ "n.ipynb": JSON.stringify({ cells: cells.map((source) => ({ cell_type: "code", source })), metadata: {} }) });
    assert.match(check("n.ipynb").stdout, /^n\.ipynb:cell 2:2:26 NRM207 warning /);
  });

  it("mends files in place, with the line ends, the mark in front and the permissions that they had", () => {
    const bytes = Buffer.from(`\ufeff${NAMED}# é\n`.replaceAll("\n", "\r\n"));
    put({ "a.py": bytes, "b.py": CLEAN });
    chmodSync(join(folder, "a.py"), 0o755);
    const { stdout } = check(".", "--fix");
    assert.match(stdout, /^nothing found in 2 files; 1 mended$/m);
    assert.deepEqual(
      readFileSync(join(folder, "a.py")),
      Buffer.from(bytes.toString().replace("model.eval", "model.eval()")),
    );
    assert.equal(statSync(join(folder, "a.py")).mode & 0o777, 0o755);
    assert.deepEqual(readdirSync(folder).sort(), ["a.py", "b.py"]);
  });

  it("mends what a link leads to, and leaves the link", () => {
    put({ "real/a.py": NAMED });
    symlinkSync(join("real", "a.py"), join(folder, "link.py"));
    check("link.py", "--fix");
    assert.match(readFileSync(join(folder, "real", "a.py"), "utf8"), /model\.eval\(\)/);
  });

  it("mends nothing in a file with syntax errors, nor in a notebook", () => {
    const notebook = JSON.stringify({ cells: [{ cell_type: "code", source: NAMED }], metadata: {} });
    put({ "a.py": `${NAMED}def (:\n`, "n.ipynb": notebook });
    check(".", "--fix");
    assert.equal(readFileSync(join(folder, "a.py"), "utf8"), `${NAMED}def (:\n`);
    assert.equal(readFileSync(join(folder, "n.ipynb"), "utf8"), notebook);
  });

  it("prints what it would mend as a diff, and writes nothing", () => {
    put({ "m/a.py": NAMED });
    const { stdout } = check(".", "--diff");
    assert.equal(stdout, "--- a/m/a.py\n+++ b/m/a.py\n@@ -1,2 +1,2 @@\n import torch\n-model.eval\n+model.eval()\n");
    assert.equal(readFileSync(join(folder, "m/a.py"), "utf8"), NAMED);
  });

  it("leaves out what the baseline has, wherever its line has moved to", () => {
    put({ "m/a.py": ZERO, "b.py": NAMED });
    assert.match(check(".", "--write-baseline", "m/base.json").stdout, /2 findings .*; written to m\/base\.json$/m);
    assert.match(readFileSync(join(folder, "m/base.json"), "utf8"), /"\.\.\/b\.py"/);
    assert.deepEqual(found(".", "--baseline", "m/base.json"), []);
    put({ "m/a.py": `# moved\n\n${ZERO.replace("nn.B", "  nn.B")}`, "c.py": NAMED });
    assert.deepEqual(found(".", "--baseline", "m/base.json"), ["c.py 2 NRM104"]);
    put({ "m/a.py": `${ZERO}norm = nn.BatchNorm2d(8, eps=0)\n` });
    assert.deepEqual(found("m", "--baseline", "m/base.json"), ["m/a.py 3 NRM207"]);
    assert.match(
      check("b.py", "--baseline", "m/base.json").stdout,
      /nothing found in 1 file; 1 known from the baseline/,
    );
  });

  for (const [content, message] of [
    ["{", /base\.json: is no baseline of Normscope's/],
    ['{"findings": {}, "version": 9}', /base\.json: is a baseline of version 9, not 1/],
    ['{"findings": {}, "version": {}}', /base\.json: is a baseline of version \{\}, not 1/],
    ['{"findings": []}', /is no baseline/],
  ] as const) {
    it(`refuses the baseline ${content}`, () => {
      put({ "a.py": ZERO, "base.json": content });
      const { status, stderr } = check(".", "--baseline", "base.json");
      assert.equal(status, 2);
      assert.match(stderr, message);
    });
  }

  it("takes a baseline for what it is, whatever stands in it", () => {
    put({ "a.py": ZERO, "base.json": '{"version": 1, "findings": {"a.py": 3, "__proto__": {"x": "y"}}}' });
    assert.deepEqual(found(".", "--baseline", "base.json"), ["a.py 2 NRM207"]);
  });

  it("writes into a file, and counts by code", () => {
    put({ "a.py": ZERO + NAMED });
    const { stdout } = check(".", "--statistics", "--out", "out.txt");
    assert.equal(stdout, "");
    assert.match(
      readFileSync(join(folder, "out.txt"), "utf8"),
      /^NRM104 {2}error {4}1\nNRM207 {2}warning {2}1\n\n2 findings in 1 of 1 file: /,
    );
  });

  it("explains every code, those of code and the measured ones", () => {
    assert.match(check("--explain", "nrm301").stdout, /^# NRM301: The bias before a normalization/);
    assert.match(check("--explain", "NRM904").stdout, /^# NRM904: /);
    assert.match(check("--explain", "904").stdout, /^# NRM904: /);
  });

  it("ends without a word where nobody reads on", () => {
    put({ "a.py": ZERO + "norm = nn.BatchNorm2d(8, eps=0)\n".repeat(3_000) });
    const command = `"${process.execPath}" "${CLI}" check . | head -c 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
    assert.deepEqual([stdout, stderr], ["a", ""]);
  });

  it("shows hostile names and code as text", () => {
    put({ "a\u001b[31m\nb.py": `${ZERO.trimEnd()}; x = "\u001b[2J\u202e"\n` });
    const { stdout } = check(".");
    assert.match(stdout, /^a\ufffd\[31m\ufffdb\.py:2:26 NRM207/);
    for (const character of ["\u001b", "\u202e"]) assert.ok(!stdout.includes(character));
  });

  describe("a script whose model and evaluation are in other files", () => {
    const FILES = {
      "pyproject.toml": "",
      "models/net.py":
        "from torch import nn\nclass Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.norm = nn.BatchNorm1d(8)\n  def forward(self, x):\n    return self.norm(x)\n",
      "evaluation.py":
        "import torch\ndef evaluate(model, loader):\n    model.eval()\n    with torch.no_grad():\n        return [model(x) for x in loader]\n",
      "scripts/train.py": `from torch import optim, nn
from evaluation import evaluate
from models.net import Net
def main(loader, held_out):
    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        evaluate(model, held_out)
`,
    };
    const FOUND = ["scripts/train.py 12 NRM101"];

    it("is followed there, wherever it is named from", () => {
      put(FILES);
      assert.deepEqual(found("."), FOUND);
      assert.deepEqual(found("scripts/train.py"), FOUND);
      assert.deepEqual(found(".", "--no-imports"), []);
    });

    it("is told with the places there, in every format", () => {
      put(FILES);
      assert.match(check(".").stdout, /^ {2}evaluation\.py:3:5 eval\(\) here$/m);
      assert.match(check(".", "--format", "github").stdout, /%0Aevaluation\.py:3: eval\(\) here/);
      const [finding] = JSON.parse(check(".", "--format", "json").stdout).findings;
      const { path, line, column } = finding.related[0];
      assert.deepEqual([path, line, column], ["evaluation.py", 3, 5]);
      const [result] = JSON.parse(check(".", "--format", "sarif").stdout).runs[0].results;
      const { artifactLocation, region } = result.relatedLocations[0].physicalLocation;
      assert.deepEqual([artifactLocation.uri, region.startLine], ["evaluation.py", 3]);
    });

    it("is the same from the cache, and where that is damaged", () => {
      put(FILES);
      assert.deepEqual(found(".", "--cache", "cache"), FOUND);
      const entries = readdirSync(join(folder, "cache"));
      assert.equal(entries.length, 2);
      assert.deepEqual(found(".", "--cache", "cache"), FOUND);
      for (const name of entries) writeFileSync(join(folder, "cache", name), "torn");
      assert.deepEqual(found(".", "--cache", "cache"), FOUND);
      assert.equal(check(".", "--cache", "cache", "--no-imports").status, 2);
    });

    it("keeps comments that its findings need when it is mended", () => {
      const train = FILES["scripts/train.py"].replace("held_out)\n", "held_out)  # normscope: ignore[NRM101]\n");
      put({
        ...FILES,
        "scripts/train.py": train.replace(
          "def main(loader, held_out)  # normscope: ignore[NRM101]",
          "def main(loader, held_out)",
        ),
      });
      assert.deepEqual(found(".", "--fix"), []);
    });
  });
});
