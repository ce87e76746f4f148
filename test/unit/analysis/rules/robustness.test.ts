import assert from "node:assert/strict";
import fc from "fast-check";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { checkFacts } from "../../../../src/analysis/rules/checkFacts";
import { CODE_RULES } from "../../../../src/analysis/rules/rules";
import { pythonParser } from "../pythonParser";
import { allCases } from "./readCases";

/** Everything that the rules are tried on: code of every kind that they know. */
const CASES = [...allCases().values()].flatMap((text) => text.split(/^# --- /m));
const IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nfrom keras import layers\n";

describe("rules on anything at all", function () {
  this.timeout(120_000);
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  /** Whatever the text, there are findings in it, with edits in it, or none. */
  function check(text: string): void {
    const file = parser.parse(text);
    if (!file) return;
    for (const { message, range, related, fixes } of checkFacts(modelFacts(file))) {
      assert.ok(message.length <= 120, message);
      const places = [range, ...related, ...fixes.flatMap(({ edits }) => edits)].map((at) =>
        "range" in at ? at.range : at,
      );
      for (const { start, end } of places) assert.ok(0 <= start && start <= end && end <= text.length);
    }
    file.dispose();
  }

  it("never throws on arbitrary text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), check), { numRuns: 200 });
  });

  it("never throws on code with pieces cut out, doubled or replaced", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom(
        "(",
        ")",
        "[",
        ":",
        "\n",
        "self.",
        "nn.",
        ", *",
        "**",
        "=",
        " for x in y",
        "lambda: ",
        "0x",
        "é😀",
      ),
    );
    const cut = fc.tuple(fc.nat(2_000), fc.nat(40), piece);
    fc.assert(
      fc.property(fc.constantFrom(...CASES), fc.array(cut, { minLength: 1, maxLength: 4 }), (text, cuts) => {
        const mutated = cuts.reduce((code, [at, length, put]) => {
          const from = at % (code.length + 1);
          return code.slice(0, from) + put + code.slice(from + length);
        }, text);
        check(IMPORTS + mutated);
      }),
      { numRuns: 800 },
    );
  });

  it("never throws on code cut off at any place", () => {
    for (const { bad } of CODE_RULES) for (let end = 0; end <= bad.length; end += 5) check(bad.slice(0, end));
  });

  const DEPTH = 3_000;
  const NESTED: Readonly<Record<string, string>> = {
    parentheses: `${"(".repeat(DEPTH)}1${")".repeat(DEPTH)}`,
    calls: `${"nn.Sequential(".repeat(DEPTH)}nn.BatchNorm2d(3)${")".repeat(DEPTH)}`,
    lists: `x = ${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`,
    attributes: `x${".a".repeat(DEPTH)}()`,
    "calls of calls": `x = nn.ReLU()${"(1)".repeat(DEPTH)}`,
    sums: `x = ${"nn.ReLU()(x) + ".repeat(DEPTH)}1`,
    powers: `x = ${"2 ** ".repeat(DEPTH)}2`,
    negations: `x = ${"not ".repeat(DEPTH)}x`,
    choices: `x = ${"1 if y else ".repeat(DEPTH)}2`,
    lambdas: `x = ${"lambda: ".repeat(DEPTH)}0`,
    "ifs in ifs": Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}if x${i}:\n`).join(""),
    "loops in loops":
      Array.from({ length: 60 }, (_, i) => `${" ".repeat(i)}for x${i} in y:\n`).join("") +
      `${" ".repeat(60)}x = x + 1\n`,
    elifs: `if x:\n    y = 1\n${Array.from({ length: DEPTH }, (_, i) => `elif x == ${i}:\n    y = ${i}\n`).join("")}`,
    "classes in classes":
      Array.from({ length: 200 }, (_, i) => `${" ".repeat(i)}class A${i}(nn.Module):\n`).join("") +
      `${" ".repeat(200)}pass\n`,
    "classes in a line": Array.from({ length: 400 }, (_, i) => `class A${i + 1}(A${i}): pass\n`).join(""),
    "functions that call each other": `${Array.from({ length: 40 }, (_, i) => `def f${i}(x):\n    return f${i + 1}(f${i + 1}(x))\n`).join("")}f0(1)\n`,
    "functions in a circle": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nf(nn.ReLU()(1))\n",
    assignments: `${"x = ".repeat(DEPTH)}1`,
    targets: `${"(".repeat(500)}x${",)".repeat(500)} = y`,
    "lists that grow": `x = [nn.ReLU()]\n${"x = x + x\n".repeat(60)}`,
    "lists times lists": `x = [nn.ReLU()] * 60\n${"x = [*x, *x] * 60\n".repeat(20)}nn.Sequential(*x)`,
    "lists in lists, the same again and again": `x = [nn.BatchNorm2d(3)]\n${"x = [x] * 60\n".repeat(30)}nn.Sequential(*x)`,
    "containers in containers, the same again and again": `import copy\nx = nn.BatchNorm2d(3)\n${"x = nn.Sequential(*([x] * 60))\n".repeat(12)}copy.deepcopy(x)(1)`,
    "such a list as a default": `def f(x=${"[".repeat(20)}nn.ReLU()${"] * 60".repeat(20)}):\n    return x\n`,
    "such a list as an attribute": `class A(nn.Module):\n    def __init__(self):\n        x = [nn.BatchNorm2d(3)]\n${"        x = [nn.Sequential(*x)] * 60\n".repeat(12)}        self.x = x\n    def forward(self, y):\n        return self.x[0](y)\n`,
    "branches one after the other": `def f(x):\n${"    if x:\n        x = nn.ReLU()(x)\n".repeat(400)}    return x\n`,
    "layers one of which": `m = nn.ReLU()\n${"m = nn.ReLU() if y else m\n".repeat(300)}m(1)`,
  };
  for (const [title, code] of Object.entries(NESTED)) it(`bears ${title}`, () => check(`${IMPORTS}${code}\n`));

  it("reads a megabyte of models, and tells what it took", () => {
    const one = CODE_RULES.map(({ bad }) => bad).join("\n");
    const text = one.repeat(Math.ceil(1e6 / one.length));
    check(text);
    const lines = Array.from({ length: 40 }, (_, i) => one.replaceAll("class ", `class V${i}`))
      .join("\n")
      .split("\n")
      .slice(0, 1_000);
    const started = performance.now();
    const file = parser.parse(lines.join("\n"))!;
    const parsed = performance.now();
    const facts = modelFacts(file);
    const known = performance.now();
    const found = checkFacts(facts);
    const took = [parsed - started, known - parsed, performance.now() - known].map((time) => time.toFixed(1));
    console.log(
      `      1,000 lines: parse ${took[0]} ms, facts ${took[1]} ms, rules ${took[2]} ms, ${found.length} findings`,
    );
    file.dispose();
  });
});
