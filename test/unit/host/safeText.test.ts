import assert from "node:assert/strict";
import { markdownText, oneLine, shortLine } from "../../../src/host/safeText";

describe("text from logs in the view", () => {
  const cases: [string, (text: string) => string, string, string][] = [
    ["line breaks and text directions are blanks", oneLine, "a\nb\u202ec", "a b c"],
    ["what is empty has a name", oneLine, "\u200b", "(unnamed)"],
    ["a long name keeps both ends", (text) => shortLine(text, 10), "encoder.layers.1.norm", "enc…1.norm"],
    ["characters of two code units stay whole", (text) => shortLine(text, 3), "😀😀😀😀", "😀…😀"],
    ["markup is text", markdownText, "<b> [x](command:y) `c`", "\\<b\\> \\[x\\]\\(command\\:y\\) \\`c\\`"],
    ["a list, a heading and a bare link are text", markdownText, "# - www.x.org", "\\# \\- www\\.x\\.org"],
  ];
  for (const [what, make, text, expected] of cases) it(what, () => assert.equal(make(text), expected));
});
