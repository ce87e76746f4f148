import type { HoverText } from "../../../src/analysis/hoverText";

/** A hover's title and rows by label, in plain text. */
export function plainRows(hover: HoverText): Map<string, string> {
  const rows = hover.rows.map(({ label, pieces }): [string, string] => [
    label,
    pieces.map((piece) => (typeof piece === "string" ? piece : piece.code)).join(""),
  ]);
  return new Map([["title", hover.title], ...rows]);
}
