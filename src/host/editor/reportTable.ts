import type { Finding } from "../../engine/finding";
import type { NormLayer, NormParameter } from "../../engine/norms/normLayer";
import type { Layer, Report } from "../../engine/report";
import { parseReport } from "../../protocol/reportJson";
import { oneLine } from "../safeText";

type Table = readonly (readonly string[])[];

/** A saved notebook is for reading: what a model of thousands of layers has beyond these is in the report. */
const MOST_ROWS = 200;

/** A report for those who have no Normscope: the same figures as a table, in HTML and in plain text. */
export function reportTable(json: string): { readonly title: string; readonly html: string; readonly plain: string } {
  const report = parseReport(JSON.parse(json));
  const title = `Normscope: ${oneLine(report.source.name)}`;
  const findings = [
    ...report.findings.map((finding) => findingText(finding, "")),
    ...report.norms.flatMap(({ name, findings: own }) => own.map((finding) => findingText(finding, name))),
  ].slice(0, MOST_ROWS);
  const table = tableOf(report);
  return { title, html: htmlOf(title, findings, table), plain: plainOf(title, findings, table) };
}

function findingText({ code, severity, message }: Finding, layer: string): string {
  return `${severity} ${code}: ${layer === "" ? "" : `${oneLine(layer)}: `}${oneLine(message)}`;
}

function tableOf({ norms, layers }: Report): Table {
  if (norms.length > 0)
    return [
      ["layer", "method", "channels", "running mean", "running variance", "γ", "β"],
      ...norms.slice(0, MOST_ROWS).map(normRow),
    ];
  return [
    ["tensor", "dtype", "shape", "mean", "standard deviation", "minimum", "maximum"],
    ...layers.slice(0, MOST_ROWS).map(layerRow),
  ];
}

function normRow({ name, method, channels, runningMean, runningVariance, weight, bias }: NormLayer): string[] {
  return [oneLine(name), method, String(channels), ...[runningMean, runningVariance, weight, bias].map(range)];
}

function layerRow({ name, dtype, shape, statistics }: Layer): string[] {
  const { mean, standardDeviation, min, max } = statistics;
  return [oneLine(name), oneLine(dtype), shape.join(" × "), ...[mean, standardDeviation, min, max].map(short)];
}

function range(parameter: NormParameter | null): string {
  return parameter === null ? "" : `${short(parameter.min)} to ${short(parameter.max)}`;
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

function htmlOf(title: string, findings: readonly string[], [head = [], ...rows]: Table): string {
  const cells = (tag: string, row: readonly string[]) => row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`);
  const line = (tag: string, row: readonly string[]) => `<tr>${cells(tag, row).join("")}</tr>`;
  const list = findings.map((finding) => `<li>${escapeHtml(finding)}</li>`).join("");
  return (
    `<p>${escapeHtml(title)}</p>${list && `<ul>${list}</ul>`}` +
    `<table><thead>${line("th", head)}</thead><tbody>${rows.map((row) => line("td", row)).join("")}</tbody></table>`
  );
}

function plainOf(title: string, findings: readonly string[], table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  return [title, ...findings, "", ...lines].join("\n");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
