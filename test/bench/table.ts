import type { Row } from "./goals";
import { type Timing, type Verdict, verdictOf } from "./ratios";

/** A row that was measured. */
export interface Result extends Row {
  readonly oursMs: Timing;
  /** Null for a speed. */
  readonly againstMs: Timing | null;
  /** Ratios, or GB/s. */
  readonly byMedian: number;
  readonly byMin: number;
  readonly shareOfRead: number | null;
  /** By the medians. */
  readonly verdict: Verdict;
}

const HEADER = ["case", "ours ms", "runs", "against", "its ms", "median", "min", "floor", "aim", "verdict", "of read"];
const LEFT = new Set([0, 3, 9]);

/** The results below a heading per title, in their order. */
export function tableText(results: readonly Result[]): string {
  const cells = results.map(cellsOf);
  const widths = HEADER.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (LEFT.has(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const lines = [line(HEADER)];
  results.forEach((result, i) => {
    if (result.title !== results[i - 1]?.title) lines.push("", result.title);
    lines.push(line(cells[i]!));
  });
  return `${lines.join("\n")}\n`;
}

function cellsOf({ case: name, against, goal, oursMs, againstMs, ...result }: Result): string[] {
  return [
    name,
    number(oursMs.median),
    String(oursMs.runs),
    against || "-",
    againstMs ? number(againstMs.median) : "",
    number(result.byMedian),
    number(result.byMin),
    goal ? String(goal.floor) : "",
    goal ? String(goal.aim) : "",
    result.verdict,
    result.shareOfRead === null ? "" : result.shareOfRead.toFixed(2),
  ];
}

/** Three digits. */
export function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** How many rows reached what. */
export function tally(results: readonly Result[]): string {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  return `${count("aim")} reached their aim, ${count("floor")} their floor, ${count("missed")} missed it.`;
}

/** What was measured of a row, if it was. */
export function resultOf(
  row: Row,
  ours: Timing,
  against: Timing | null,
  values: { readonly median: number; readonly min: number },
  shareOfRead: number | null,
): Result {
  const verdict = verdictOf(values.median, row.goal);
  return {
    ...row,
    oursMs: ours,
    againstMs: against,
    byMedian: values.median,
    byMin: values.min,
    shareOfRead,
    verdict,
  };
}
