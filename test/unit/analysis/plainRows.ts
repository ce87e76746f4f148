import assert from "node:assert/strict";
import type { HoverText } from "../../../src/analysis/hoverText";
import { layerHover } from "../../../src/analysis/layerHover";
import type { PythonParser } from "../../../src/analysis/parse";

/** Holds the hover where the bar stands to the rows that `expected` names; null for a row that must not be there. */
export function checkRows(parser: PythonParser, marked: string, expected: Record<string, string | null>): void {
  const file = parser.parse(marked.replace("|", ""))!;
  const hover = layerHover(file, marked.indexOf("|"));
  file.dispose();
  assert.ok(hover, "no hover");
  const rows = plainRows(hover);
  for (const [label, text] of Object.entries(expected)) assert.equal(rows.get(label) ?? null, text, label);
}

/** A hover's title and rows by label, in plain text. */
export function plainRows(hover: HoverText): Map<string, string> {
  const rows = hover.rows.map(({ label, pieces }): [string, string] => [
    label,
    pieces.map((piece) => (typeof piece === "string" ? piece : piece.code)).join(""),
  ]);
  return new Map([["title", hover.title], ...rows]);
}
