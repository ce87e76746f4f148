import assert from "node:assert/strict";
import fc from "fast-check";
import { applyFixes } from "../../../../src/analysis/checking/applyFixes";
import { checkSource } from "../../../../src/analysis/checking/checkSource";
import type { PythonParser } from "../../../../src/analysis/parse";
import { pythonParser } from "../pythonParser";
import { allCases } from "../rules/readCases";

const IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nfrom keras import layers\n";
const CODE = [...allCases().values()].flatMap((text) => text.split(/^# --- /m)).map((text) => IMPORTS + text);
const PIECES = [
  "# normscope: ignore[NRM301] why",
  "# normscope: ignore-next-line[NRM2, NRM303]\n",
  "\n# normscope: disable\n",
  "\n# normscope: enable[NRM3]\r\n",
  "# normscope: ignore-file[NRM999",
  "# noqa: NRM104,E501",
  '"""',
  "(",
  "\r",
  "\u2028",
  "\t",
  "😀",
  "\ud800",
  "\0",
];

/** What notebooks say again and again, "$" another number each time. */
const CELLS = {
  classes:
    "class Block$(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.n = nn.LayerNorm(8)\n",
  models: "net$ = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))\nnet$.eval\ny$ = net$(x)\n",
  "modes of one model": "model = nn.Sequential(nn.BatchNorm2d(8))\nmodel.train()\nout = model(x)\nmodel.eval()\n",
} as const;

describe("checking anything at all", function () {
  this.timeout(120_000);
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  /** Findings have places in the text, and what its safe fixes leave can be checked again. */
  function check(text: string): void {
    const found = checkSource(text, parser);
    for (const { message, range } of found ?? []) {
      assert.ok(message.length <= 120 && !/[\n\r]/.test(message), message);
      assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length);
    }
    const fixed = applyFixes(text, found ?? []);
    assert.ok(fixed.fixed.length === 0 || fixed.text !== text);
    checkSource(fixed.text, parser);
  }

  /** Comments that follow each other on one line go one after the other. */
  function withoutUnused(code: string): string {
    const unused = (checkSource(code, parser) ?? []).filter((it) => it.code === "NRM001");
    const { text } = applyFixes(code, unused);
    return text === code ? code : withoutUnused(text);
  }

  it("never throws on arbitrary text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), check), { numRuns: 200 });
  });

  it("never throws on code with suppressions and pieces put anywhere", () => {
    const cuts = fc.array(fc.tuple(fc.nat(4_000), fc.nat(20), fc.constantFrom(...PIECES)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.constantFrom(...CODE), cuts, (text, list) =>
        check(
          list.reduce((code, [at, length, put]) => {
            const from = at % (code.length + 1);
            return code.slice(0, from) + put + code.slice(from + length);
          }, text),
        ),
      ),
      { numRuns: 600 },
    );
  });

  it("removing comments that nothing needs changes nothing else that is told", () => {
    const places = fc.array(
      fc.tuple(fc.nat(400), fc.constantFrom("ignore", "ignore-next-line", "ignore-file", "disable")),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...CODE), places, (text, list) => {
        const lines = text.split("\n");
        for (const [at, form] of list) lines[at % lines.length] += `  # normscope: ${form}[NRM3, NRM207] why`;
        const code = lines.join("\n");
        const found = checkSource(code, parser) ?? [];
        const left = checkSource(withoutUnused(code), parser) ?? [];
        assert.deepEqual(
          left.map(({ message }) => message),
          found.filter((it) => it.code !== "NRM001").map(({ message }) => message),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("reads thousands of suppressions below each other", () => {
    check(`${IMPORTS}${"# normscope: ignore-next-line[NRM207] why\n".repeat(2_000)}a = nn.BatchNorm2d(8, eps=0)\n`);
    check(`${IMPORTS}${"# normscope: disable[NRM2]\n# normscope: enable[NRM3]\n".repeat(1_500)}`);
  });

  for (const [what, cell] of Object.entries(CELLS)) {
    it(`reads thousands of cells below each other: ${what}`, () => {
      check(IMPORTS + Array.from({ length: 4_000 }, (_, i) => cell.replaceAll("$", String(i))).join(""));
    });
  }

  it("reads ten thousand suppressions", () => {
    check(`${IMPORTS}${"a = nn.BatchNorm2d(8, eps=0)  # normscope: ignore[NRM301] why\n".repeat(10_000)}`);
  });
});
