import assert from "node:assert/strict";
import { applyFixes } from "../../../../src/analysis/checking/applyFixes";
import { checkSource } from "../../../../src/analysis/checking/checkSource";
import { UNUSED_SUPPRESSION } from "../../../../src/analysis/checking/unusedSuppression";
import type { PythonParser } from "../../../../src/analysis/parse";
import { pythonParser } from "../pythonParser";

/** What is left to be told of a text: "line code", and for comments that nothing needs the text once they are removed. */
interface Case {
  readonly title: string;
  readonly code: string;
  readonly left: readonly string[];
  readonly fixed?: string;
}

const BN = "nn.BatchNorm2d(8, eps=0)";

const CASES: readonly Case[] = [
  { title: "nothing is suppressed without a comment", code: `a = ${BN}\n`, left: ["2 NRM207"] },
  { title: "the line's own comment", code: `a = ${BN}  # normscope: ignore[NRM207] on purpose\n`, left: [] },
  { title: "small letters and no spaces", code: `a = ${BN}  #NormScope:ignore[nrm207]\n`, left: [] },
  { title: "a family", code: `a = ${BN}  # normscope: ignore[NRM2]\n`, left: [] },
  { title: "a family with its x", code: `a = ${BN}  # normscope: ignore[NRM2xx]\n`, left: [] },
  { title: "everything", code: `a = ${BN}  # normscope: ignore\n`, left: [] },
  { title: "the other tools' way", code: `a = ${BN}  # noqa: NRM207\n`, left: [] },
  { title: "the other tools' way among their codes", code: `a = ${BN}  # noqa: E501,NRM207\n`, left: [] },
  { title: "behind another comment", code: `a = ${BN}  # type: ignore  # normscope: ignore[NRM207]\n`, left: [] },
  {
    title: "several codes",
    code: `a = ${BN}  # normscope: ignore[NRM207,\tNRM206]\n`,
    left: ["2 NRM001"],
    fixed: `a = ${BN}  # normscope: ignore[NRM207]\n`,
  },
  { title: "noqa without a code is not for us", code: `a = ${BN}  # noqa\n`, left: ["2 NRM207"] },
  {
    title: "another code does not help",
    code: `a = ${BN}  # normscope: ignore[NRM301]\n`,
    left: ["2 NRM207", "2 NRM001"],
    fixed: `a = ${BN}\n`,
  },
  {
    title: "one place of several that are otherwise told together",
    code: [
      "class Net(nn.Module):",
      "    def __init__(self):",
      "        super().__init__()",
      "        self.a = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))",
      "        self.b = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))  # normscope: ignore[NRM301] for old checkpoints",
      "    def forward(self, x):",
      "        return self.a(x) + self.b(x)",
      "",
    ].join("\n"),
    left: ["5 NRM301"],
  },
  { title: "the next line", code: `# normscope: ignore-next-line[NRM207]\na = ${BN}\n`, left: [] },
  { title: "the next line with code", code: `# normscope: ignore-next-line[NRM207]\n\n# why\na = ${BN}\n`, left: [] },
  {
    title: "not the line after the next",
    code: `# normscope: ignore-next-line[NRM207]\nb = 1\na = ${BN}\n`,
    left: ["2 NRM001", "4 NRM207"],
    fixed: `b = 1\na = ${BN}\n`,
  },
  { title: "the file, from its end", code: `a = ${BN}\nb = ${BN}\n# normscope: ignore-file[NRM2]`, left: [] },
  {
    title: "a block",
    code: `a = ${BN}\n# normscope: disable[NRM207]\nb = ${BN}\n# normscope: enable[NRM207]\nc = ${BN}\n`,
    left: ["2 NRM207", "6 NRM207"],
  },
  { title: "a block to the end of the file", code: `# normscope: disable\na = ${BN}\nb = ${BN}\n`, left: [] },
  {
    title: "a block of a family, out of which one code is taken",
    code: `# normscope: disable[NRM2]\na = ${BN}\n# normscope: enable[NRM207]\nb = ${BN}\n`,
    left: ["5 NRM207"],
  },
  {
    title: "an end without a beginning",
    code: `# normscope: enable[NRM207]\na = ${BN}\n`,
    left: ["2 NRM001", "3 NRM207"],
    fixed: `a = ${BN}\n`,
  },
  {
    title: "a block in which nothing is",
    code: `# normscope: disable[NRM207]\nb = 1\n# normscope: enable[NRM207]\n`,
    left: ["2 NRM001"],
    fixed: "b = 1\n# normscope: enable[NRM207]\n",
  },
  {
    title: "a call of several lines, on the line that it begins on",
    code: `a = nn.BatchNorm2d(  # normscope: ignore[NRM207]\n    8,\n    eps=0,\n)\n`,
    left: [],
  },
  {
    title: "a call of several lines, on the finding's line",
    code: `a = nn.BatchNorm2d(\n    8,\n    eps=0,  # normscope: ignore[NRM207]\n)\n`,
    left: [],
  },
  {
    title: "a call of several lines, on the line that it ends on",
    code: `a = nn.BatchNorm2d(\n    8,\n    eps=0,\n)  # normscope: ignore[NRM207]\n`,
    left: [],
  },
  {
    title: "a call of several lines, above it",
    code: `# normscope: ignore-next-line[NRM207]\na = nn.BatchNorm2d(\n    8,\n    eps=0,\n)\n`,
    left: [],
  },
  {
    title: "one layer of several in a call, and not the others",
    code: `a = nn.Sequential(\n    ${BN},  # normscope: ignore[NRM207]\n    ${BN},\n)\n`,
    left: ["4 NRM207"],
  },
  {
    title: "not the layers of a call by the comment at its end",
    code: `a = nn.Sequential(\n    ${BN},\n    ${BN},\n)  # normscope: ignore[NRM207]\n`,
    left: ["3 NRM207", "4 NRM207", "5 NRM001"],
    fixed: `a = nn.Sequential(\n    ${BN},\n    ${BN},\n)\n`,
  },
  { title: "a text is no comment", code: `a = ${BN}; b = "# normscope: ignore[NRM207]"\n`, left: ["2 NRM207"] },
  { title: "a docstring is no comment", code: `"""\n# normscope: ignore-file\n"""\na = ${BN}\n`, left: ["5 NRM207"] },
  { title: "a formatted text is no comment", code: `a = ${BN}; b = f"{1}# noqa: NRM207"\n`, left: ["2 NRM207"] },
  { title: "a text in a comment is one", code: `a = ${BN}  # "# normscope: ignore[NRM207]"\n`, left: [] },
  {
    title: "an unused one of another tool's codes stays",
    code: `b = 1  # noqa: E501, NRM207, W291\n`,
    left: ["2 NRM001"],
    fixed: "b = 1  # noqa: E501, W291\n",
  },
  {
    title: "an unused one before another comment",
    code: `b = 1  # normscope: ignore[NRM207] why  # type: ignore\n`,
    left: ["2 NRM001"],
    fixed: "b = 1  # type: ignore\n",
  },
  {
    title: "an unused one behind another comment",
    code: `b = 1  # type: ignore  # normscope: ignore[NRM207] why\n`,
    left: ["2 NRM001"],
    fixed: "b = 1  # type: ignore\n",
  },
  {
    title: "an unused one whose reason names an issue",
    code: `b = 1  # normscope: ignore[NRM207] see #12\n`,
    left: ["2 NRM001"],
    fixed: "b = 1\n",
  },
  {
    title: "an unused one that means everything",
    code: `b = 1  # normscope: ignore\n`,
    left: ["2 NRM001"],
    fixed: "b = 1\n",
  },
  {
    title: "an unused one on a line of its own, indented",
    code: `if b:\n    # normscope: ignore[NRM207]\n    c = 1\n`,
    left: ["3 NRM001"],
    fixed: "if b:\n    c = 1\n",
  },
  {
    title: "a line's comment before the file's",
    code: `# normscope: ignore-file[NRM207]\na = ${BN}  # normscope: ignore[NRM207]\n`,
    left: ["2 NRM001"],
    fixed: `a = ${BN}  # normscope: ignore[NRM207]\n`,
  },
  {
    title: "unused ones may be suppressed themselves",
    code: `# normscope: ignore-file[NRM001]\nb = 1  # normscope: ignore[NRM207]\n`,
    left: [],
  },
  { title: "but not by one that means everything", code: `b = 1  # normscope: ignore\n`, left: ["2 NRM001"] },
  {
    title: "what was measured is not found in code",
    code: `a = 1  # normscope: ignore[NRM922, NRM92, NRM9xx]\n`,
    left: [],
  },
  { title: "a code that there is not among those", code: `a = 1  # normscope: ignore[NRM999]\n`, left: ["2 NRM001"] },
  { title: "a code that there is not", code: `a = 1  # normscope: ignore[NRM099]\n`, left: ["2 NRM001"] },
  {
    title: "a code of another tool in our brackets",
    code: `a = ${BN}  # normscope: ignore[E501]\n`,
    left: ["2 NRM207"],
  },
  { title: "empty brackets suppress nothing", code: `a = ${BN}  # normscope: ignore[]\n`, left: ["2 NRM207"] },
  {
    title: "a word that is mistyped",
    code: `a = ${BN}  # normscope: ingore[NRM207]\n`,
    left: ["2 NRM207", "2 NRM001"],
  },
  { title: "a sentence is no mistyped word", code: "# normscope: see the README\n", left: [] },
  {
    title: "unused ones in broken code are left alone",
    code: `b = 1  # normscope: ignore[NRM207]\ndef (:\n`,
    left: [],
  },
  {
    title: "broken code, where it can be read",
    code: `a = ${BN}  # normscope: ignore[NRM207]\nb = ${BN}\ndef (:\n`,
    left: ["3 NRM207"],
  },
  { title: "tabs", code: `if b:\n\ta\t=\t${BN}\t# normscope: ignore[NRM207]\n`, left: [] },
  {
    title: "characters of two code units before it",
    code: `a = ["😀", ${BN}]  # normscope: ignore[NRM207]\nb = "😀"  # normscope: ignore[NRM207]\n`,
    left: ["3 NRM001"],
    fixed: `a = ["😀", ${BN}]  # normscope: ignore[NRM207]\nb = "😀"\n`,
  },
];

const HEAD = "import torch.nn as nn\n";

describe("suppression comments", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const { title, code, left, fixed } of CASES) {
    for (const [ends, end] of [
      ["", "\n"],
      [", with CRLF", "\r\n"],
    ] as const) {
      it(`${title}${ends}`, () => {
        const text = (HEAD + code).replaceAll("\n", end);
        const found = checkSource(text, parser)!;
        assert.deepEqual(
          found.map(({ range, code }) => `${text.slice(0, range.start).split("\n").length} ${code}`),
          left,
        );
        for (const { message } of found) assert.ok(message.length <= 120, message);
        if (fixed === undefined) return;
        const unused = found.filter(({ code }) => code === "NRM001");
        assert.equal(applyFixes(text, unused).text, (HEAD + fixed).replaceAll("\n", end));
      });
    }
  }

  it("is as its page has it", () => {
    const { bad, good } = UNUSED_SUPPRESSION;
    const found = checkSource(bad, parser)!;
    assert.deepEqual(
      found.map(({ code }) => code),
      ["NRM001"],
    );
    assert.equal(applyFixes(bad, found).text, good);
    assert.deepEqual(checkSource(good, parser), []);
  });

  const MESSAGES: readonly (readonly [code: string, message: RegExp])[] = [
    ["a = 1  # normscope: ignore[NRM099]", /^NRM099: no such code/],
    ["a = 1  # normscope: ignore[NRM\u202e9]", /^NRM·9: no such code/],
    ["a = 1  # normscope: ignore[NRM207, NRM206]", /^NRM207, NRM206: nothing is found on this line/],
    ["# normscope: ignore[NRM207]\na = 1", /ignore-next-line is for the next/],
    ["# normscope: disable[NRM207]", /^NRM207: nothing is found below/],
    ["a = 1  # normscope: ingore[NRM207]", /^"ingore" suppresses nothing; there are ignore, /],
  ];
  for (const [code, message] of MESSAGES) {
    it(`says of ${JSON.stringify(code)}: ${message.source}`, () => {
      assert.match(checkSource(code, parser)![0]!.message, message);
    });
  }
});
