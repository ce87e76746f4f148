import assert from "node:assert/strict";
import type { PlacedFinding } from "../../../../src/check/checkedFile";
import { checkGithub } from "../../../../src/cli/check/checkGithub";
import { checkJson } from "../../../../src/cli/check/checkJson";
import { checkText, statisticsText } from "../../../../src/cli/check/checkText";
import { at, NOTHING, ONE_OF_EACH } from "../../check/oneOfEach";

describe("findings as text", () => {
  it("have their line, marks below it, and the places that belong to them", () => {
    assert.equal(
      checkText(ONE_OF_EACH),
      `models/net one,a:b%.py:3:17 NRM301 information BatchNorm2d cancels the bias: 100% of it\ufffd::error::no
    self.conv = [\ufffd[31m😀'語'] + nn.Conv2d(3, 64, 3)
                   ^^^^^^^^^^
  models/net one,a:b%.py:4:17 subtracts each channel's mean

models/net one,a:b%.py:9:1 NRM104 error model.eval is named and not called
    (model
    ^^^^^^

n\ufffd.ipynb:cell 7:2:9 NRM207 warning eps 0

3 findings in 2 of 4 files: 1 error, 1 warning, 1 information; 2 mended; 1 known from the baseline; 1 can be mended by --fix; 1 file with syntax errors, in which not everything is found`,
    );
  });

  it("say so where there are none", () => assert.equal(checkText(NOTHING), "nothing found in 1 file"));

  it("are counted by code", () => {
    const [first] = ONE_OF_EACH.files;
    const twice = { ...NOTHING, files: [first!, first!], fileCount: 2 };
    const [nrm104, nrm301] = statisticsText(twice).split("\n");
    assert.equal(nrm104, "NRM104  error        2");
    assert.equal(nrm301, "NRM301  information  2");
    assert.equal(statisticsText(NOTHING), "nothing found in 1 file");
  });

  const LINES: readonly (readonly [title: string, line: string, column: number, end: number, excerpt: string])[] = [
    [
      "tabs and wide characters",
      "\tx\t= '語' + nn.BatchNorm2d(3)",
      12,
      26,
      "x    = '語' + nn.BatchNorm2d(3)\n              ^^^^^^^^^^^^^^",
    ],
    [
      "a long line is cut on both sides",
      `${"x".repeat(200)}nn.Norm(${"y".repeat(200)}`,
      201,
      208,
      `…${"x".repeat(40)}nn.Norm(${"y".repeat(62)}…\n${" ".repeat(41)}^^^^^^^`,
    ],
    ["a place without width", "model.eval", 11, 11, "model.eval\n          ^"],
  ];
  for (const [title, line, column, end, excerpt] of LINES) {
    it(`show their place: ${title}`, () => {
      const finding: PlacedFinding = { ...ONE_OF_EACH.files[0]!.findings[1]!, line, at: at(1, column, 1, end) };
      const text = checkText({ ...NOTHING, files: [{ path: "x.py", fixed: 0, broken: false, findings: [finding] }] });
      const shown = text.split("\n").slice(1, 3);
      assert.deepEqual(
        shown,
        excerpt.split("\n").map((it) => `    ${it}`),
      );
    });
  }
});

describe("findings as annotations on GitHub", () => {
  it("are commands in which nothing of a name or a message is one", () => {
    assert.equal(
      checkGithub(ONE_OF_EACH),
      [
        "::notice file=models/net one%2Ca%3Ab%25.py,line=3,endLine=3,col=17,endColumn=26,title=NRM301::BatchNorm2d cancels the bias: 100%25 of it%0D%0A::error::no",
        "::error file=models/net one%2Ca%3Ab%25.py,line=9,endLine=10,title=NRM104::model.eval is named and not called",
        "::warning file=n\u202e.ipynb,title=NRM207::cell 7, line 2: eps 0",
      ].join("\n"),
    );
    assert.equal(checkGithub(NOTHING), "");
  });
});

describe("findings as JSON", () => {
  it("have what docs/check.md says", () => {
    const { version, findings, counts, notes } = JSON.parse(checkJson(ONE_OF_EACH));
    assert.equal(version, 1);
    assert.deepEqual(counts, { files: 4, fixed: 2, known: 1, broken: 1 });
    assert.deepEqual(notes, [{ path: "old.py", message: "is not UTF-8, and declares no other encoding" }]);
    assert.deepEqual(findings[0], {
      code: "NRM301",
      severity: "information",
      message: "BatchNorm2d cancels the bias: 100% of it\r\n::error::no",
      path: "models/net one,a:b%.py",
      line: 3,
      column: 17,
      endLine: 3,
      endColumn: 26,
      related: [{ line: 4, column: 17, endLine: 4, endColumn: 35, message: "subtracts each channel's mean" }],
      fixes: [
        {
          title: "Leave the bias out",
          safe: false,
          checkpointNote: "Takes conv.bias out of the checkpoint's keys.",
          edits: [{ line: 3, column: 35, endLine: 3, endColumn: 35, text: ", bias=False" }],
        },
      ],
      fingerprint: "0123456789abcdef:0",
    });
    assert.equal(findings[2].cell, 7);
  });
});
