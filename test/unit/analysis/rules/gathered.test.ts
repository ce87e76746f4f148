import assert from "node:assert/strict";
import { checkParsed } from "../../../../src/analysis/checking/checkSource";
import { DEFAULT_SETTINGS } from "../../../../src/analysis/checking/severities";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { checkFacts } from "../../../../src/analysis/rules/checkFacts";
import type { CodeFinding } from "../../../../src/analysis/rules/codeRule";
import { GATHERED, gathered } from "../../../../src/analysis/rules/gathered";
import { pythonParser } from "../pythonParser";

const CODE = `import torch.nn as nn


class One(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.BatchNorm2d(8),
            nn.Conv2d(8, 8, 3, bias=True),
            nn.BatchNorm2d(8),
            nn.Conv2d(8, 8, 3),
            nn.BatchNorm2d(8, 0.8),
        )


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))


net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8))
`;

describe("findings of frequent rules", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  function check(everyPlace: boolean): readonly CodeFinding[] {
    const file = parser.parse(CODE)!;
    const facts = modelFacts(file);
    const all = checkFacts(facts);
    const found = everyPlace ? all : gathered(facts, all);
    file.dispose();
    return found.filter(({ code }) => code === "NRM301");
  }

  it("are those on redundant biases, and on functions that always drop", () =>
    assert.deepEqual([...GATHERED], ["NRM107", "NRM301"]));

  it("are gathered by class, and outside of any by function or file", () => {
    const ends = check(false).map(({ message }) => message.replace(/^.* alone/, ""));
    assert.deepEqual(ends, [" (2 more in this class)", "", " (1 more here)"]);
  });

  it("are told one by one where that is wanted", () => {
    const file = parser.parse(CODE)!;
    const settings = { ...DEFAULT_SETTINGS, everyPlace: ["NRM3"] };
    const lines = [DEFAULT_SETTINGS, settings].map((it) =>
      checkParsed(file, it)
        .filter(({ code }) => code === "NRM301")
        .map(({ range }) => CODE.slice(0, range.start).split("\n").length),
    );
    file.dispose();
    assert.deepEqual(lines, [
      [8, 20, 23],
      [8, 10, 12, 20, 23, 23],
    ]);
  });

  it("name the other places as related ones", () => {
    const [first] = check(false);
    const lines = first!.related.map(({ range }) => CODE.slice(0, range.start).split("\n").length);
    assert.deepEqual(lines, [9, 10, 12]);
  });

  it("offer the first fix, and all of them together", () => {
    const [first, second] = check(false);
    assert.deepEqual(
      first!.fixes.map(({ title, edits }) => [title, edits.length]),
      [
        ["Leave the bias out: bias=False", 1],
        ["Leave the bias out: bias=False, at all 3 places", 3],
      ],
    );
    assert.match(first!.fixes[1]!.checkpointNote!, /net\.0\.bias.*net\.2\.bias.*net\.4\.bias/);
    assert.equal(second!.fixes.length, 1);
  });

  it("stay apart where every place is asked for", () => {
    assert.equal(check(true).length, 6);
    assert.ok(check(true).every(({ related }) => related.length === 1));
  });

  it("have messages of 120 characters at most", () => {
    for (const { message } of check(false)) assert.ok(message.length <= 120, message);
  });
});
