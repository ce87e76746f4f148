import assert from "node:assert/strict";
import fc from "fast-check";
import { pyprojectSettings } from "../../../../src/analysis/checking/pyproject";
import { readSettings } from "../../../../src/analysis/checking/readSettings";
import {
  DEFAULT_SETTINGS,
  isToldEverywhere,
  severityOf,
  withSeverities,
} from "../../../../src/analysis/checking/severities";

/** What becomes of a finding NRM301 that is a warning of its own accord. */
const CASES: readonly (readonly [title: string, toml: string, severity: string | null])[] = [
  ["nothing is set", "", "warning"],
  ["its code", 'rules = { NRM301 = "error" }', "error"],
  ["its family", 'rules = { NRM3 = "hint" }', "hint"],
  ["its family with x, in a table", '[tool.normscope.rules]\nNRM3xx = "info"', "information"],
  ["the code before the family", 'rules = { NRM3 = "off", NRM301 = "error" }', "error"],
  ["the family before everything", 'rules = { NRM = "off", nrm3 = "info" }', "information"],
  ["off", 'rules = { NRM301 = "off" }', null],
  ["another code", 'rules = { NRM302 = "off" }', "warning"],
  ["selected", 'select = ["NRM3"]', "warning"],
  ["others are selected", 'select = ["NRM2", "NRM303"]', null],
  ["ignored", 'ignore = ["NRM301"]', null],
  ["its family is ignored", 'ignore = ["NRM3"]', null],
  ["selected out of a family that is ignored", 'select = ["NRM2", "NRM301"]\nignore = ["NRM3"]', "warning"],
  ["ignored out of a family that is selected", 'select = ["NRM3"]\nignore = ["NRM301"]', null],
  ["selected and ignored", 'select = ["NRM301"]\nignore = ["NRM301"]', null],
];

/** What becomes of a finding NRM503 of a rule that is off by default. */
const OFF_CASES: readonly (readonly [title: string, toml: string, severity: string | null])[] = [
  ["nothing is set", "", null],
  ["its family is selected", 'select = ["NRM5"]', null],
  ["its family has a level", 'rules = { NRM5xx = "warning" }', null],
  ["its code has a level", 'rules = { nrm503 = "info" }', "information"],
  ["its code is selected", 'select = ["NRM503"]', "hint"],
  ["its code has a level, but others are selected", 'select = ["NRM3"]\nrules = { NRM503 = "info" }', null],
  ["its code is off", 'rules = { NRM503 = "off" }', null],
];

const PROBLEMS: readonly (readonly [toml: string, problem: RegExp])[] = [
  ['selekt = ["NRM3"]', /^"selekt" is no key; there are: select, ignore, rules, every-place, exclude$/],
  ["select = 3", /^select must be a list of texts$/],
  ['select = ["E501"]', /^select names "E501", but codes are like NRM301, families like NRM3$/],
  ['rules = { NRM301 = "loud" }', /^rules sets NRM301 to "loud", but levels are off, hint, info, warning, error$/],
  ["rules = { NRM301 = 3 }", /^rules sets NRM301 to "3"/],
  ["rules = []", /^rules must be a table of codes and levels$/],
  ['"a\\u202eb" = 1', /^"a\ufffdb" is no key/],
  ["select = [", /^is no TOML: line 2 cannot be read$/],
];

describe("severities and selection", () => {
  for (const [title, toml, severity] of CASES) {
    it(`a warning is ${severity ?? "not told"}: ${title}`, () => {
      const { settings, problems } = pyprojectSettings(`[tool.normscope]\n${toml}`)!;
      assert.deepEqual(problems, []);
      const finding = { code: "NRM301", severity: "warning", message: "" } as const;
      assert.equal(severityOf(finding, settings), severity);
      assert.deepEqual(
        withSeverities([finding], settings).map((it) => it.severity),
        severity === null ? [] : [severity],
      );
    });
  }

  for (const [title, toml, severity] of OFF_CASES) {
    it(`a hint that is off is ${severity ?? "not told"}: ${title}`, () => {
      const { settings } = pyprojectSettings(`[tool.normscope]\n${toml}`)!;
      assert.equal(severityOf({ code: "NRM503", severity: "hint", message: "", off: true }, settings), severity);
    });
  }

  for (const [toml, problem] of PROBLEMS) {
    it(`says what is wrong with ${JSON.stringify(toml)}, and goes on`, () => {
      const { settings, problems } = pyprojectSettings(`[tool.normscope]\n${toml}`)!;
      assert.match(problems.join("\n"), problem);
      assert.deepEqual(settings, DEFAULT_SETTINGS);
    });
  }

  it("tells at every place what is set so, by code or family", () => {
    const { settings, problems } = pyprojectSettings('[tool.normscope]\nevery-place = ["NRM30", "E5"]')!;
    assert.deepEqual(problems, ['every-place names "E5", but codes are like NRM301, families like NRM3']);
    assert.deepEqual(
      ["NRM301", "NRM201"].map((code) => isToldEverywhere(code, settings)),
      [true, false],
    );
  });

  it("keeps what is right beside what is wrong", () => {
    const { settings, exclude } = readSettings({
      select: ["NRM3", "X"],
      rules: { NRM2: "off", Y: "off" },
      exclude: ["a/"],
    });
    assert.deepEqual(settings, { ...DEFAULT_SETTINGS, select: ["NRM3"], rules: { NRM2: "off" } });
    assert.deepEqual(exclude, ["a/"]);
  });

  it("leaves a project that does not speak of it to the folder above", () => {
    assert.equal(pyprojectSettings('[tool.other]\nname = "normscope"'), null);
    assert.equal(pyprojectSettings('tool = "normscope"'), null);
    assert.equal(pyprojectSettings(""), null);
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.anything(), (raw) => void readSettings(raw)));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => void pyprojectSettings(`[tool.normscope]\n${text}`)),
    );
    pyprojectSettings(`[tool.normscope]\nselect = ${"[".repeat(100_000)}`);
    assert.deepEqual(pyprojectSettings("[tool.normscope]\n__proto__ = { a = 1 }")!.problems, []);
  });
});
