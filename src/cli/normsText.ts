import type { Finding } from "../engine/finding";
import { NORM_EXPLANATIONS } from "../engine/findings/rules";
import { formatCount } from "../engine/formatNumber";
import type { NormLayer, NormParameter } from "../engine/norms/normLayer";
import type { Report } from "../engine/report";
import { quoteName } from "../readers/quoteName";
import { short } from "./short";
import { table } from "./table";

/** Layers and lines told of one finding; the table has them all. */
const SHOWN_LAYERS = 8;
const SHOWN_LINES = 8;

/** A checkpoint's normalization layers for a terminal: a table, then what was found, the gravest first. */
export function normsText(report: Report): string {
  const { norms } = report;
  const title = `${quoteName(report.source.name)}: ${formatCount(norms.length)} normalization ${norms.length === 1 ? "layer" : "layers"}`;
  if (norms.length === 0) return `${title}\n${NONE}`;
  const compared = norms.some(({ drift }) => drift !== null);
  const found = findingLines(report);
  return [
    title,
    "Running statistics, weight (γ) and bias (β): smallest, median and largest channel.",
    "",
    ...table(
      [
        [...HEADER, ...(compared ? DRIFT_HEADER : [])],
        ...norms.map((norm) => [...normRow(norm), ...(compared ? driftCells(norm) : [])]),
      ],
      2,
    ),
    "",
    ...(found.length > 0 ? found : ["Nothing was found to be wrong with them."]),
  ].join("\n");
}

const HEADER = [
  "layer",
  "method",
  "channels",
  "batches",
  "running mean",
  "running variance",
  "weight",
  "bias",
  "findings",
];
const DRIFT_HEADER = ["Δ mean", "Δ variance", "Δ weight", "Δ bias"];
const NONE =
  "Normscope looks for running means and variances, and for weight and bias vectors whose names and shapes are a norm's.";
const UNSURE = { certain: "", likely: " (likely)", guess: " (a guess)" } as const;

function normRow(norm: NormLayer): string[] {
  return [
    quoteName(norm.name),
    norm.method + UNSURE[norm.certainty],
    formatCount(norm.channels),
    norm.numBatchesTracked === null ? "-" : formatCount(norm.numBatchesTracked),
    ...[norm.runningMean, norm.runningVariance, norm.weight, norm.bias].map(rangeText),
    norm.findings.map(({ code }) => code.slice("NRM".length)).join(" ") || "-",
  ];
}

/** "-0.4 0.02 1.3": smallest, median and largest. */
function rangeText(parameter: NormParameter | null): string {
  if (parameter === null) return "-";
  return [parameter.min, parameter.median, parameter.max].map((value) => short(value, 3)).join(" ");
}

function driftCells({ drift }: NormLayer): string[] {
  const cell = (value: number | undefined, unit: string) => (value === undefined ? "-" : `${short(value)}${unit}`);
  const times = drift?.runningVariance ? 2 ** drift.runningVariance.median : undefined;
  return [
    cell(drift?.runningMean?.median, " σ"),
    cell(times, "×"),
    cell(drift?.weight?.median, ""),
    cell(drift?.bias?.median, ""),
  ];
}

const ORDER: readonly Finding["severity"][] = ["error", "warning", "information", "hint"];

function findingLines({ norms, findings }: Report): string[] {
  const byCode = new Map<string, { layer: string | null; finding: Finding }[]>();
  const all = [
    ...findings.map((finding) => ({ layer: null, finding })),
    ...norms.flatMap(({ name, findings: own }) => own.map((finding) => ({ layer: name, finding }))),
  ];
  for (const one of all) byCode.set(one.finding.code, [...(byCode.get(one.finding.code) ?? []), one]);
  const rank = (code: string) => Math.min(...byCode.get(code)!.map(({ finding }) => ORDER.indexOf(finding.severity)));
  const codes = [...byCode.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const lines = codes.flatMap((code) => [
    `${code} ${ORDER[rank(code)]}: ${NORM_EXPLANATIONS.get(code)?.title ?? ""}`,
    ...layerLines(byCode.get(code)!),
    "",
  ]);
  return lines.length > 0 ? [...lines, "What a finding means: normscope profile --explain CODE"] : [];
}

/** One line a message: layers that have the same one share it. */
function layerLines(found: readonly { layer: string | null; finding: Finding }[]): string[] {
  const byMessage = new Map<string, string[]>();
  for (const { layer, finding } of found) {
    const layers = byMessage.get(finding.message) ?? [];
    byMessage.set(finding.message, layer === null ? layers : [...layers, quoteName(layer)]);
  }
  const lines = [...byMessage].map(([message, layers]) => {
    return `  ${layers.length === 0 ? "" : `${someOf(layers)}: `}${message}`;
  });
  const left = lines.length - SHOWN_LINES;
  return left > 0 ? [...lines.slice(0, SHOWN_LINES), `  and ${formatCount(left)} more like these`] : lines;
}

function someOf(layers: readonly string[]): string {
  const left = layers.length - SHOWN_LAYERS;
  return left > 0 ? `${layers.slice(0, SHOWN_LAYERS).join(", ")} and ${formatCount(left)} more` : layers.join(", ");
}
