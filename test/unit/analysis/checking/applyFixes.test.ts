import assert from "node:assert/strict";
import fc from "fast-check";
import { applyFixes } from "../../../../src/analysis/checking/applyFixes";
import { fixSource } from "../../../../src/analysis/checking/fixSource";
import type { PythonParser } from "../../../../src/analysis/parse";
import type { CodeFinding, Edit } from "../../../../src/analysis/rules/codeRule";
import { pythonParser } from "../pythonParser";

function edit(start: number, end: number, text: string): Edit {
  return { range: { start, end }, text };
}

function finding(edits: readonly Edit[], safe = true): CodeFinding {
  const fixes = [{ title: "Mend it", safe, edits }];
  return { code: "NRM999", severity: "hint", message: "", range: { start: 0, end: 1 }, related: [], tags: [], fixes };
}

/** What becomes of "abcdef". */
const CASES: readonly (readonly [title: string, findings: readonly CodeFinding[], text: string, fixed: number])[] = [
  ["nothing is found", [], "abcdef", 0],
  ["one edit", [finding([edit(1, 2, "B")])], "aBcdef", 1],
  ["in whatever order they come", [finding([edit(4, 5, "E")]), finding([edit(1, 2, "B")])], "aBcdEf", 2],
  ["several edits of one fix", [finding([edit(4, 5, "E"), edit(1, 2, "")])], "acdEf", 1],
  ["a suggestion is left", [finding([edit(1, 2, "B")], false)], "abcdef", 0],
  ["the second of two that overlap is left", [finding([edit(1, 3, "X")]), finding([edit(2, 4, "Y")])], "aXdef", 1],
  [
    "a fix is applied whole or not at all",
    [finding([edit(1, 3, "X")]), finding([edit(2, 4, "Y"), edit(5, 6, "F")])],
    "aXdef",
    1,
  ],
  ["neighbours", [finding([edit(1, 3, "X")]), finding([edit(3, 4, "Y")])], "aXYef", 2],
  ["two insertions at one place", [finding([edit(2, 2, "X")]), finding([edit(2, 2, "Y")])], "abXcdef", 1],
  [
    "the same edit in two fixes is made once",
    [finding([edit(0, 0, "i"), edit(1, 2, "B")]), finding([edit(0, 0, "i"), edit(3, 4, "D")])],
    "iaBcDef",
    2,
  ],
  ["an insertion beside what is replaced waits", [finding([edit(2, 2, "X")]), finding([edit(2, 3, "")])], "abXcdef", 1],
  ["at the ends", [finding([edit(6, 6, "g")]), finding([edit(0, 0, "_")])], "_abcdefg", 2],
];

describe("applying fixes", () => {
  for (const [title, findings, text, fixed] of CASES) {
    it(title, () => {
      const applied = applyFixes("abcdef", findings);
      assert.equal(applied.text, text);
      assert.equal(applied.fixed.length, fixed);
    });
  }

  it("writes line ends as the text has them", () => {
    const findings = [finding([edit(0, 0, "import x\ny\r\n")])];
    assert.equal(applyFixes("a\r\nb\r\n", findings).text, "import x\r\ny\r\na\r\nb\r\n");
    assert.equal(applyFixes("a\nb\n", findings).text, "import x\ny\na\nb\n");
  });

  it("of any edits, keeps those that agree, and everything between them", () => {
    const edits = fc.array(fc.tuple(fc.nat(20), fc.nat(6), fc.string({ maxLength: 3 })), { maxLength: 12 });
    fc.assert(
      fc.property(edits, (list) => {
        const text = "abcdefghijklmnopqrstuvwxyz";
        const findings = list.map(([start, length, put]) =>
          finding([edit(start, start + length, put.replace(/\s/g, ""))]),
        );
        const { text: after, fixed } = applyFixes(text, findings);
        const kept = [
          ...new Map(fixed.map((it) => [JSON.stringify(it.fixes[0]!.edits), it.fixes[0]!.edits[0]!])).values(),
        ];
        const grown = kept.reduce((sum, { range, text: put }) => sum + put.length - (range.end - range.start), 0);
        assert.equal(after.length, text.length + grown);
        for (const letter of text) {
          const at = text.indexOf(letter);
          if (!kept.some(({ range }) => range.start <= at && at < range.end)) assert.ok(after.includes(letter));
        }
      }),
    );
  });

  describe("to code", () => {
    let parser: PythonParser;
    before(async () => {
      parser = await pythonParser();
    });

    it("leaves nothing to apply a second time", () => {
      const code = "import torch\n\nmodel.eval  # noqa: NRM207\nmodel.train\n";
      const { text, fixed, left } = fixSource(code, parser)!;
      assert.equal(text, "import torch\n\nmodel.eval()\nmodel.train()\n");
      assert.deepEqual(
        fixed.map((it) => it.code),
        ["NRM104", "NRM001", "NRM104"],
      );
      assert.deepEqual(left, []);
      assert.equal(fixSource(text, parser)!.text, text);
    });
  });
});
