import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Offer } from "../../../../src/analysis/assists/assist";
import { ASSISTS, mayOffer, offersAt } from "../../../../src/analysis/assists/assists";
import { groupsOf } from "../../../../src/analysis/assists/groupNorm";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import type { Edit } from "../../../../src/analysis/rules/codeRule";
import { splitCases } from "../caseFiles";
import { pythonParser } from "../pythonParser";

const FOLDER = "test/unit/analysis/assists";
const ENOUGH = { offered: 2, silent: 4 };

/**
 * NAME.cases.py holds cases under `# --- title`: code with the cursor at ▮, then under `# --->` what becomes of it, or
 * nothing where nothing is offered. What stands under `# ===` is for check.py, which runs the rewritten code. What is before
 * the first case is put before each.
 */
function casesOf(name: string) {
  return splitCases(readFileSync(join(FOLDER, `${name}.cases.py`), "utf8")).map(({ title, head, text }) => {
    const [before = "", after] = text.split(/^# --->\n/m);
    return { title, before: head + before, after: after === undefined ? null : head + after.split(/^# ===\n/m)[0]! };
  });
}

describe("what is offered without a finding", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const { name } of ASSISTS) {
    describe(name, () => {
      const cases = casesOf(name);
      for (const { title, before, after } of cases) {
        it(after === null ? title : `offered: ${title}`, () => {
          const code = before.replace("▮", "");
          const offers = offered(name, code, before.indexOf("▮"));
          if (after === null) return assert.deepEqual(offers, []);
          const at = before.indexOf("▮");
          assert.equal(offers.length, 1, "it is offered");
          assert.ok(mayOffer(code, { start: at, end: at }));
          const rewritten = applied(code, offers[0]!.edits);
          assert.equal(rewritten, after);
          const file = parser.parse(rewritten)!;
          assert.ok(!file.tree.rootNode.hasError, rewritten);
          file.dispose();
          assert.ok(offers[0]!.title.length <= 100, offers[0]!.title);
          assert.deepEqual(offered(name, rewritten, before.indexOf("▮")), [], "offered again");
        });
      }

      it("has cases of each kind", () => {
        const silent = cases.filter(({ after }) => after === null).length;
        assert.ok(cases.length - silent >= ENOUGH.offered && silent >= ENOUGH.silent);
      });
    });
  }

  it("is all tested, by files of its names", () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".cases.py"));
    assert.deepEqual(files.map((file) => basename(file, ".cases.py")).sort(), ASSISTS.map(({ name }) => name).sort());
  });

  it("is nothing in code that does not parse, at any place", () => {
    const pieces = ASSISTS.flatMap(({ name }) => casesOf(name)).map(({ before }) => before.replace("▮", ""));
    for (const code of pieces) {
      const broken = code.slice(0, (code.length * 2) / 3);
      const file = parser.parse(broken)!;
      const facts = modelFacts(file);
      for (let at = 0; at < broken.length; at += 7) offersAt(facts, { start: at, end: at });
      file.dispose();
    }
  });

  const groups: [readonly number[], number][] = [
    [[64], 32],
    [[96], 32],
    [[48], 24],
    [[20], 10],
    [[7], 1],
    [[2], 1],
    [[24, 40], 4],
  ];
  for (const [channels, expected] of groups) {
    it(`makes ${expected} groups of ${channels.join(" and ")} channels`, () => {
      assert.equal(groupsOf(channels), expected);
    });
  }

  function applied(code: string, edits: readonly Edit[]): string {
    const last = [...edits].sort((a, b) => b.range.start - a.range.start);
    return last.reduce((text, { range, text: put }) => text.slice(0, range.start) + put + text.slice(range.end), code);
  }

  function offered(name: string, code: string, at: number): Offer[] {
    const file = parser.parse(code)!;
    const offers = offersAt(modelFacts(file), { start: at, end: at });
    file.dispose();
    return offers.filter((one) => one.name === name).map(({ offer }) => offer);
  }
});
