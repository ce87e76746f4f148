import assert from "node:assert/strict";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { caseFiles } from "../caseFiles";
import { pythonParser } from "../pythonParser";
import { describeFacts } from "./describeFacts";

const FOLDER = "test/unit/analysis/model";

/**
 * `*.cases.py` hold cases under lines `# --- title`; what stands before the first is put before each. Lines `#> fact`
 * must be among the facts, in this order; lines `#! fact` must not. Facts are written as `describeFacts` does.
 */
describe("facts about models", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const [name, cases] of caseFiles(FOLDER)) {
    describe(name, () => {
      for (const { title, head, text } of cases) {
        it(title, () => {
          const lines = text.split("\n");
          const facts = factsOf(head + text);
          let from = 0;
          for (const line of lines) {
            const [, mark, fact] = /^\s*#([>!]) (.*)$/.exec(line) ?? [];
            if (mark === "!") assert.ok(!facts.includes(fact!), `${fact}\nmust not be among\n${facts.join("\n")}`);
            if (mark !== ">") continue;
            const at = facts.indexOf(fact!, from);
            assert.ok(at >= 0, `${fact}\nis not among\n${facts.slice(from).join("\n")}`);
            from = at + 1;
          }
          assert.ok(lines.some((line) => /^\s*#[>!]/.test(line)));
        });
      }
    });
  }

  function factsOf(code: string): string[] {
    const file = parser.parse(code)!;
    const facts = describeFacts(modelFacts(file));
    file.dispose();
    return facts;
  }
});
