import type { Layer, Report, Running } from "../engine/report";
import { settling } from "../engine/running/settling";
import { quoteName } from "../readers/quoteName";
import { short } from "./short";
import { table } from "./table";

/** A report for a terminal: a table of the layers, then what can be said of each one's running averages. */
export function reportText(report: Report): string {
  const rows = report.layers.map(layerRow);
  const averages = report.layers.flatMap(settlingLine);
  const findings = [
    ...report.findings.map(({ code, severity, message }) => `${code} ${severity}: ${message}`),
    ...report.layers.flatMap((layer) =>
      layer.findings.map(({ code, severity, message }) => `${code} ${severity}: ${fullName(layer)}: ${message}`),
    ),
  ];
  const noun = report.layers.some(({ running }) => running?.logged) ? "layer" : "tensor";
  return [
    `${quoteName(report.source.name)}: ${report.layers.length} ${noun}${report.layers.length === 1 ? "" : "s"}`,
    "",
    ...table([HEADER, ...rows], 3),
    ...(averages.length > 0 ? ["", ...averages] : []),
    ...(findings.length > 0 ? ["", ...findings] : []),
  ].join("\n");
}

const HEADER = ["layer", "dtype", "shape", "count", "mean", "std", "min", "median", "max", "zeros", "NaN", "Inf"];

function layerRow(layer: Layer): string[] {
  const s = layer.statistics;
  const median = s.quantiles.find(([p]) => p === 0.5)![1];
  return [
    fullName(layer),
    layer.dtype,
    `(${layer.shape.join(", ")})`,
    String(s.count),
    ...[s.mean, s.standardDeviation, s.min].map((value) => short(value)),
    // A run's log may hold no distributions.
    Number.isNaN(median) && Number.isFinite(s.mean) ? "-" : short(median),
    short(s.max),
    s.count === 0 ? "-" : `${((100 * s.zero) / s.count).toFixed(1)}%`,
    String(s.nan),
    String(s.positiveInfinity + s.negativeInfinity),
  ];
}

function settlingLine(layer: Layer): string[] {
  if (!layer.running) return [];
  const { settled, initialShare, distance, wobble, noise } = settling(layer.running);
  return [
    `${fullName(layer)}: running average ${settled ? "settled" : "not settled"} after ${stepsText(layer.running)}` +
      ` (${short(100 * initialShare)}% of the initial value left, last batches ${short(distance)} σ away);` +
      ` batch mean wobbles ${short(wobble)} σ, independent values alone would make ${short(noise)} σ`,
  ];
}

/** Of a log: what it holds, and what the averages have taken in, which is more where not every batch was logged. */
function stepsText({ logged, steps }: Running): string {
  if (!logged) return `${steps.length} steps`;
  return `${logged.steps} logged steps${logged.updates === null ? "" : `, ${logged.updates} batches`}`;
}

function fullName(layer: Layer): string {
  return quoteName(layer.run ? `${layer.run}/${layer.name}` : layer.name);
}
