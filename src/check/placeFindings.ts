import { lineAt, lineStarts, lineText } from "../analysis/checking/textLines";
import type { Place } from "../analysis/model/facts";
import type { CodeFinding } from "../analysis/rules/codeRule";
import type { PlacedFinding, Region } from "./checkedFile";
import { fingerprintOf } from "./fingerprint";
import type { PythonCell } from "./notebook";

/** Findings by lines and columns, in a notebook within their cells. */
export function placeFindings(
  text: string,
  findings: readonly CodeFinding[],
  cells: readonly PythonCell[] | null,
): readonly PlacedFinding[] {
  if (findings.length === 0) return [];
  const starts = lineStarts(text);
  const at = (place: Place) => regionOf(place, starts, cells);
  const seen = new Map<string, number>();
  return findings.map(({ code, severity, message, range, related, fixes }) => {
    const line = lineText(text, starts, lineAt(starts, range.start));
    const key = fingerprintOf(code, line);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return {
      code,
      severity,
      message,
      at: at(range),
      related: related.map((it) => ({ at: at(it.range), message: it.message })),
      fixes: fixes.map(({ edits, ...fix }) => ({
        ...fix,
        edits: edits.map((edit) => ({ at: at(edit.range), text: edit.text })),
      })),
      line,
      fingerprint: `${key}:${nth}`,
    };
  });
}

function regionOf({ start, end }: Place, starts: readonly number[], cells: readonly PythonCell[] | null): Region {
  const [first, last] = [lineAt(starts, start), lineAt(starts, end)];
  const cell = cells?.findLast((it) => it.firstLine <= first) ?? null;
  const before = cell?.firstLine ?? 0;
  return {
    cell: cell?.number ?? null,
    line: first - before + 1,
    column: start - starts[first]! + 1,
    endLine: last - before + 1,
    endColumn: end - starts[last]! + 1,
  };
}
