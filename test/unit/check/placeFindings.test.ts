import assert from "node:assert/strict";
import fc from "fast-check";
import type { CodeFinding } from "../../../src/analysis/rules/codeRule";
import { notebookPython } from "../../../src/check/notebook";
import { placeFindings } from "../../../src/check/placeFindings";

function finding(start: number, end: number): CodeFinding {
  return { code: "NRM301", severity: "hint", message: "", range: { start, end }, related: [], tags: [], fixes: [] };
}

const LINES = fc.array(fc.constantFrom("a = 1", "", "\t😀é", "if x:"), { maxLength: 8 });

describe("the places of findings", () => {
  it("are lines and columns that lead back to what is found, whatever ends the lines", () => {
    fc.assert(
      fc.property(
        LINES,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.nat(60),
        fc.nat(20),
        (lines, newline, from, length) => {
          const text = lines.join(newline);
          const [start, end] = [Math.min(from, text.length), Math.min(from + length, text.length)];
          const [{ at, line }] = placeFindings(text, [finding(start, end)], null) as [
            ReturnType<typeof placeFindings>[0],
          ];
          const offset = (row: number, column: number) =>
            lines.slice(0, row - 1).reduce((sum, it) => sum + it.length + newline.length, 0) + column - 1;
          assert.equal(line, lines[at.line - 1] ?? "");
          assert.deepEqual([offset(at.line, at.column), offset(at.endLine, at.endColumn)], [start, end]);
        },
      ),
    );
  });

  it("are within the cell of a notebook", () => {
    fc.assert(
      fc.property(fc.array(LINES, { minLength: 1, maxLength: 5 }), (sources) => {
        const cells = sources.map((lines) => ({ cell_type: "code", source: lines.join("\n") }));
        const notebook = notebookPython(JSON.stringify({ cells }))!;
        for (const { index } of notebook.text.matchAll(/a = 1/g)) {
          const [{ at, line }] = placeFindings(notebook.text, [finding(index, index + 5)], notebook.cells) as [
            ReturnType<typeof placeFindings>[0],
          ];
          assert.equal(sources[at.cell! - 1]![at.line - 1], line);
          assert.equal(line.slice(at.column - 1, at.endColumn - 1), "a = 1");
        }
      }),
    );
  });

  it("tell equal findings on equal lines from each other, by their order alone", () => {
    const text = "x = 1\ny = 2\n  x = 1\n";
    const prints = placeFindings(text, [finding(0, 1), finding(6, 7), finding(14, 15)], null).map(
      (it) => it.fingerprint,
    );
    assert.equal(prints[0]!.split(":")[0], prints[2]!.split(":")[0]);
    assert.deepEqual(
      prints.map((it) => it.split(":")[1]),
      ["0", "0", "1"],
    );
    assert.notEqual(prints[0]!.split(":")[0], prints[1]!.split(":")[0]);
  });
});

describe("anything instead of a notebook", () => {
  it("is read or refused in one line", () => {
    const anything = fc.oneof(
      fc.json(),
      fc.json().map((cells) => `{"cells": [${cells}]}`),
      fc.string(),
    );
    fc.assert(
      fc.property(anything, (text) => {
        try {
          notebookPython(text);
        } catch (error) {
          assert.match((error as Error).message, /^is no notebook[^\n]*$/);
        }
      }),
    );
  });
});
