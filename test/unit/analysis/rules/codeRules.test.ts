import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { checkFacts } from "../../../../src/analysis/rules/checkFacts";
import type { CodeFinding, CodeRule, Fix } from "../../../../src/analysis/rules/codeRule";
import { CODE_RULES } from "../../../../src/analysis/rules/rules";
import { EXPLANATIONS } from "../../../../src/engine/findings/explanations";
import { pythonParser } from "../pythonParser";
import { allCases, type Case, caseOf, readCases } from "./readCases";

const ENOUGH = 8;

describe("rules on code", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const [name, text] of allCases()) {
    describe(name, () => {
      const rule = ruleIn(name);
      const cases = [
        caseOf("the bad example", rule.bad, rule.code),
        caseOf("the good example", rule.good, rule.code),
        ...readCases(text, rule.code),
      ];

      for (const one of cases) {
        it(`${one.expected.length > 0 ? "finds" : "is silent on"} ${one.title}`, () => {
          const found = check(parser, rule, one.code);
          assert.deepEqual(
            found.map(({ range }) => lineOf(one.code, range.start)),
            one.expected.map(({ line }) => line),
            found.map(({ message }) => message).join("\n") || "nothing was found",
          );
          for (const [i, finding] of found.entries()) checkFinding(finding, one, i, rule);
          for (const finding of found) for (const fix of finding.fixes) checkFix(parser, rule, one.code, finding, fix);
        });
      }

      it(`has ${ENOUGH} cases of each kind`, () => {
        const positive = cases.filter(({ expected }) => expected.length > 0).length;
        assert.ok(positive >= ENOUGH, `${positive} that it finds`);
        assert.ok(cases.length - positive >= ENOUGH, `${cases.length - positive} that it is silent on`);
      });

      it("keeps its promise on fixes", () => {
        const fixes = cases.flatMap(({ code }) => check(parser, rule, code)).flatMap((finding) => finding.fixes);
        const safe = fixes.some((fix) => fix.safe);
        assert.equal(fixes.length === 0 ? null : safe ? "safe" : "suggestion", rule.fix);
      });
    });
  }

  it("are all tested, by files of their names", () => {
    const tested = [...allCases().keys()].map((name) => ruleIn(name).code).sort();
    assert.deepEqual(tested, CODE_RULES.map(({ code }) => code).sort());
  });

  it("have codes of their own", () => {
    const codes = [...CODE_RULES.map(({ code }) => code), ...EXPLANATIONS.keys()];
    assert.equal(new Set(codes).size, codes.length);
  });

  function ruleIn(name: string): CodeRule {
    assert.ok(existsSync(join("src/analysis/rules", `${name}.ts`)), `there is no rule src/analysis/rules/${name}.ts`);
    const rule = CODE_RULES.find(({ code }) => code === codeOf(name));
    assert.ok(rule, `${name} is not in CODE_RULES`);
    return rule;
  }
});

/** The code that a rule's cases name. */
function codeOf(name: string): string | undefined {
  return /#\s*(NRM\d{3})\b/.exec(allCases().get(name) ?? "")?.[1];
}

function check(parser: PythonParser, rule: CodeRule, code: string): readonly CodeFinding[] {
  const file = parser.parse(code)!;
  const found = checkFacts(modelFacts(file), [rule]);
  file.dispose();
  return found;
}

function checkFinding(finding: CodeFinding, { code, expected }: Case, i: number, rule: CodeRule): void {
  const { severity, message, off } = expected[i]!;
  assert.equal(finding.code, rule.code);
  assert.equal(finding.off ?? false, off || (rule.off ?? false));
  if (severity) assert.equal(finding.severity, severity);
  if (message) assert.ok(finding.message.includes(message), `${finding.message} does not say "${message}"`);
  assert.ok(finding.message.length <= 120, `${finding.message.length} characters: ${finding.message}`);
  assert.doesNotMatch(finding.message, /\n|undefined|null/);
  for (const { range } of [finding, ...finding.related]) {
    assert.ok(0 <= range.start && range.start < range.end && range.end <= code.length);
  }
}

/** What a fix leaves parses, has the finding no more, and is not fixed any further. */
function checkFix(parser: PythonParser, rule: CodeRule, code: string, finding: CodeFinding, fix: Fix): void {
  const fixed = applied(code, fix);
  assert.notEqual(fixed, code, fix.title);
  const file = parser.parse(fixed)!;
  assert.ok(!file.tree.rootNode.hasError, `${fix.title} leaves code that does not parse:\n${fixed}`);
  file.dispose();
  const left = check(parser, rule, fixed);
  const before = check(parser, rule, code);
  assert.equal(
    left.length,
    before.length - 1,
    `${fix.title} leaves ${left.map(({ message }) => message).join("; ")}:\n${fixed}`,
  );
  assert.ok(!left.some(({ message, range }) => message === finding.message && range.start === finding.range.start));
}

function applied(code: string, fix: Fix): string {
  const edits = [...fix.edits].sort((a, b) => b.range.start - a.range.start);
  for (const [i, { range }] of edits.entries())
    assert.ok(i === 0 || range.end <= edits[i - 1]!.range.start, "edits overlap");
  return edits.reduce((text, { range, text: put }) => text.slice(0, range.start) + put + text.slice(range.end), code);
}

function lineOf(code: string, offset: number): number {
  return code.slice(0, offset).split("\n").length;
}
