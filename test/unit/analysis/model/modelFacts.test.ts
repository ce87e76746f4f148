import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
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

  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".cases.py"))) {
    describe(name.replace(".cases.py", ""), () => {
      const [head = "", ...cases] = readFileSync(join(FOLDER, name), "utf8").split(/^# --- /m);
      for (const text of cases) {
        const [title = "", ...lines] = text.split("\n");
        it(title, () => {
          const facts = factsOf(head + lines.join("\n"));
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
