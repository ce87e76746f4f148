import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { unifiedDiff } from "../../../src/check/unifiedDiff";

const CASES: readonly (readonly [title: string, before: string, after: string, diff: string])[] = [
  ["nothing changes", "a\nb\n", "a\nb\n", ""],
  ["one line", "a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c"],
  ["the only line", "a\n", "b\n", "@@ -1 +1 @@\n-a\n+b"],
  ["a line is added in front", "a\n", "z\na\n", "@@ -1 +1,2 @@\n+z\n a"],
  ["a line is taken away", "a\nb\n", "a\n", "@@ -1,2 +1 @@\n a\n-b"],
  ["into an empty file", "", "a\n", "@@ -0,0 +1 @@\n+a"],
  ["everything is taken away", "a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b"],
  [
    "no newline at the end",
    "a",
    "b",
    "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file",
  ],
  ["CRLF stays in the lines", "a\r\nb\r\n", "a\r\nB\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r"],
  [
    "changes far apart, each with three lines around it",
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n",
    "1!\n2\n3\n4\n5\n6\n7\n8\n9\n10!\n",
    "@@ -1,4 +1,4 @@\n-1\n+1!\n 2\n 3\n 4\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-10\n+10!",
  ],
  [
    "changes whose surroundings touch",
    "1\n2\n3\n4\n5\n6\n7\n8\n",
    "1!\n2\n3\n4\n5\n6\n7\n8!\n",
    "@@ -1,8 +1,8 @@\n-1\n+1!\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+8!",
  ],
  [
    "lines after an added one are counted on",
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n",
    "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10!\n11\n",
    "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -7,5 +8,5 @@\n 7\n 8\n 9\n-10\n+10!\n 11",
  ],
];

describe("unified diffs", () => {
  for (const [title, before, after, diff] of CASES) {
    it(title, () => {
      const expected = diff === "" ? "" : `--- a/m/x.py\n+++ b/m/x.py\n${diff}`;
      assert.equal(unifiedDiff("m/x.py", before, after), expected);
    });
  }

  it("lead from one text to the other, as git reads them", () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-diff-"));
    const lines = fc.array(fc.constantFrom("a", "b", "c", "", "d\r"), { minLength: 1, maxLength: 30 });
    const text = fc.tuple(lines, fc.boolean()).map(([list, end]) => list.join("\n") + (end ? "\n" : "x"));
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          if (before === after) return;
          writeFileSync(join(folder, "x.py"), before);
          const input = `${unifiedDiff("x.py", before, after)}\n`;
          const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn"], {
            cwd: folder,
            input,
            encoding: "utf8",
          });
          assert.equal(status, 0, stderr);
          assert.equal(readFileSync(join(folder, "x.py"), "utf8"), after);
        }),
        { numRuns: 60 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of texts that have little in common come to an end", () => {
    const [a, b] = ["a", "b"].map((letter) => Array.from({ length: 3_000 }, (_, i) => `${letter}${i}\n`).join(""));
    assert.equal(unifiedDiff("x.py", a!, b!).split("\n").length, 6_003);
  });
});
