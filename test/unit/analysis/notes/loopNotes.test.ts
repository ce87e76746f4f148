import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import { loopNotes } from "../../../../src/analysis/notes/loopNotes";
import { pythonParser } from "../pythonParser";
import { readCases } from "../rules/readCases";

/** Each case under a line `# --- title`; loops that are noted end in what is said of them. */
const CASES = readCases(readFileSync("test/unit/analysis/notes/loopNotes.cases.py", "utf8"), "");

describe("what is noted over a loop", () => {
  for (const { title, code } of CASES) {
    it(title, async () => {
      const file = (await pythonParser()).parse(code)!;
      const notes = loopNotes(modelFacts(file));
      const told = notes.map(({ place, text }) => `${code.slice(0, place.start).split("\n").length} ${text}`);
      const expected = code.split("\n").flatMap((line, i) => {
        const [, text] = /# (mode: .*)$/.exec(line) ?? [];
        return text ? [`${i + 1} ${text}`] : [];
      });
      assert.deepEqual(told.sort(), expected.sort());
      for (const { range } of notes.flatMap(({ sets }) => sets))
        assert.ok(0 <= range.start && range.end <= code.length);
      file.dispose();
    });
  }

  it("leads to what sets the mode", async () => {
    const { code } = CASES.find(({ title }) => title === "what evaluation leaves behind")!;
    const file = (await pythonParser()).parse(code)!;
    const note = loopNotes(modelFacts(file)).find(({ text }) => text.includes("never"))!;
    assert.deepEqual(
      note.sets.map(({ range, file: other }) => other ?? code.slice(range.start, range.end)),
      ["model.eval()", "model.train()"],
    );
    file.dispose();
  });
});
