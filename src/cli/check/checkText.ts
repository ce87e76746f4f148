import { type Checked, countSeverities, SEVERITIES, type Severity } from "../../check/checked";
import type { PlacedFinding, Region } from "../../check/checkedFile";
import { quoteName } from "../../readers/quoteName";
import { table } from "../table";

/** Findings for a terminal: each with its line and what it points at, then the other places that belong to it. */
export function checkText(checked: Checked): string {
  const findings = checked.files.flatMap(({ path, findings }) => findings.map((it) => findingText(path, it)));
  return [...findings, summaryText(checked)].join("\n");
}

/** How many findings there are of each code, the most frequent first. */
export function statisticsText(checked: Checked): string {
  const counts = new Map<string, number>();
  const gravest = new Map<string, Severity>();
  for (const { code, severity } of checked.files.flatMap(({ findings }) => findings)) {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const known = gravest.get(code);
    if (!known || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(known)) gravest.set(code, severity);
  }
  const rows = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const lines = rows.map(([code, count]) => [code, gravest.get(code)!, String(count)]);
  return [...(lines.length > 0 ? [...table(lines, 2), ""] : []), summaryText(checked)].join("\n");
}

function findingText(path: string, finding: PlacedFinding): string {
  const { code, severity, message, at, related } = finding;
  return [
    `${placeText(path, at)} ${code} ${severity} ${quoteName(message, LONGEST_MESSAGE)}`,
    ...excerpt(finding),
    ...related.map((it) => `  ${placeText(path, it.at)} ${quoteName(it.message, LONGEST_MESSAGE)}`),
    "",
  ].join("\n");
}

const LONGEST_MESSAGE = 200;
const LONGEST_PATH = 400;

function placeText(path: string, { cell, line, column }: Region): string {
  return `${quoteName(path, LONGEST_PATH)}:${cell === null ? "" : `cell ${cell}:`}${line}:${column}`;
}

const LONGEST_LINE = 110;
/** How much of a long line is shown before the place. */
const BEFORE = 40;

/** The finding's line, and marks below what it is about; as much of a long line as fits. */
function excerpt({ line, at }: PlacedFinding): string[] {
  if (line.trim() === "") return [];
  const [start, end] = [at.column - 1, at.endLine === at.line ? at.endColumn - 1 : line.trimEnd().length];
  const indent = /^\s*/.exec(line)![0].length;
  const from = line.trimEnd().length - indent <= LONGEST_LINE ? indent : Math.max(indent, start - BEFORE);
  const to = Math.min(line.trimEnd().length, from + LONGEST_LINE);
  const before = (from > indent ? "…" : "") + plain(line.slice(from, start));
  const marked = plain(line.slice(start, Math.min(end, to)));
  const rest = plain(line.slice(Math.min(end, to), to)) + (to < line.trimEnd().length ? "…" : "");
  return [`    ${before}${marked}${rest}`, `    ${" ".repeat(width(before))}${"^".repeat(Math.max(1, width(marked)))}`];
}

/** Code as it may be shown: nothing in it commands the terminal or changes the direction of the text. */
function plain(text: string): string {
  return text.replaceAll("\t", "    ").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** Columns that a text takes in a terminal. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : MARK.test(character) ? 0 : 1), 0);
}

const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const MARK = /\p{Mn}/u;

/** What was checked, what was found, and what can be done. */
export function summaryText(checked: Checked): string {
  const { files, fileCount, fixed, known, broken } = checked;
  const all = files.flatMap(({ findings }) => findings);
  const counts = [...countSeverities(checked)].filter(([, count]) => count > 0);
  const fixable = all.filter(({ at, fixes }) => at.cell === null && fixes.some(({ safe }) => safe)).length;
  const found =
    all.length === 0
      ? `nothing found in ${many(fileCount, "file")}`
      : `${many(all.length, "finding")} in ${files.length} of ${many(fileCount, "file")}: ` +
        counts.map(([severity, count]) => many(count, severity)).join(", ");
  return [
    found,
    ...(fixed > 0 ? [`${fixed} mended`] : []),
    ...(known > 0 ? [`${known} known from the baseline`] : []),
    ...(fixable > 0 ? [`${fixable} can be mended by --fix`] : []),
    ...(broken > 0 ? [`${many(broken, "file")} with syntax errors, in which not everything is found`] : []),
  ].join("; ");
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 || noun === "information" ? "" : "s"}`;
}
