import assert from "node:assert/strict";
import { checkSource } from "../../../../src/analysis/checking/checkSource";
import type { PythonParser } from "../../../../src/analysis/parse";
import { CODE_RULES } from "../../../../src/analysis/rules/rules";
import { pythonParser } from "../pythonParser";

const LESS = { error: "warning", warning: "information", information: "hint", hint: "hint" } as const;

describe("findings in a notebook", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const { code, bad, ordered, off } of CODE_RULES) {
    if (off) continue;
    it(`are ${ordered ? "less grave than in a script" : "as grave as in a file"}: ${code}`, () => {
      const severities = (kind: "file" | "notebook") =>
        checkSource(bad, parser, undefined, kind)!
          .filter((finding) => finding.code === code)
          .map(({ severity }) => severity);
      const inFile = severities("file");
      assert.ok(inFile.length > 0);
      assert.deepEqual(severities("notebook"), ordered ? inFile.map((severity) => LESS[severity]) : inFile);
    });
  }
});
