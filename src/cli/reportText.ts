import { nonFinitePlace } from "../engine/nonFinitePlace";
import type { Layer, Report, Running } from "../engine/report";
import { settling } from "../engine/running/settling";
import { lacksOf } from "../engine/summaries/lacks";
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
  const notFinite = report.layers.flatMap((layer) => {
    const place = nonFinitePlace(layer);
    return place ? [`${fullName(layer)}: ${place.what}. ${place.where}`] : [];
  });
  const lacking = lackingLines(report.layers);
  return [
    `${quoteName(report.source.name)}: ${amountOf(report.layers)}`,
    ...executionLines(report),
    "",
    ...table([HEADER, ...rows], 3),
    ...(notFinite.length > 0 ? ["", ...notFinite] : []),
    ...(averages.length > 0 ? ["", ...averages] : []),
    ...(findings.length > 0 ? ["", ...findings] : []),
    ...(lacking.length > 0 ? ["", ...lacking] : []),
  ].join("\n");
}

function amountOf(layers: readonly Layer[]): string {
  const scalars = layers.filter(({ kind }) => kind === "scalar").length;
  const logged = layers.some(({ running, summarized }) => running?.logged || summarized);
  const tensors = countOf(layers.length - scalars, logged ? "layer" : "tensor");
  return scalars === 0 ? tensors : `${tensors}, ${countOf(scalars, "scalar")}`;
}

/** What a model was run on, made-up numbers above all, and what was left out. */
function executionLines({ execution }: Report): string[] {
  if (execution === null) return [];
  const { runtime, inputs, batches, passes, notes } = execution;
  const times = `${countOf(batches, "batch", "es")}${passes > 1 ? ` in ${passes} passes` : ""}`;
  return [
    `run by ${runtime}: ${times}`,
    ...inputs.map(({ name, dtype, examples, shape, source }) => {
      return `input ${quoteName(name)}: ${source}; ${countOf(examples, "example")}, ${dtype} (${shape.join(", ")}) a batch`;
    }),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function countOf(count: number, noun: string, several = "s"): string {
  return `${count} ${noun}${count === 1 ? "" : several}`;
}

/** What other tools' summaries do not tell: what holds for several layers once, with the first of their names. */
function lackingLines(layers: readonly Layer[]): string[] {
  const names = new Map<string, string[]>();
  for (const layer of layers) {
    const lacks = lacksOf(layer);
    if (lacks === null) continue;
    const general = `${lacks.title}. ${lacks.general.join(" ")}`;
    for (const line of [general, ...lacks.own]) {
      const about = names.get(line) ?? [];
      names.set(line, about);
      about.push(fullName(layer));
    }
  }
  return [...names].map(([line, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `${first}${more}: ${line}`;
  });
}

const HEADER = ["layer", "dtype", "shape", "count", "mean", "std", "min", "median", "max", "zeros", "NaN", "Inf"];

function layerRow(layer: Layer): string[] {
  const s = layer.statistics;
  return [
    fullName(layer),
    layer.dtype || "-",
    layer.summarized ? "-" : `(${layer.shape.join(", ")})`,
    String(s.count),
    ...[s.mean, s.standardDeviation, s.min].map((value) => short(value)),
    medianText(layer),
    short(s.max),
    s.count === 0 || Number.isNaN(s.zero) ? "-" : `${((100 * s.zero) / s.count).toFixed(1)}%`,
    ...[s.nan, s.positiveInfinity + s.negativeInfinity].map((count) => (Number.isNaN(count) ? "-" : String(count))),
  ];
}

function medianText({ summarized, statistics }: Layer): string {
  const median = statistics.quantiles.find(([p]) => p === 0.5)![1];
  // A run's log may hold no distributions.
  if (Number.isNaN(median)) return Number.isFinite(statistics.mean) ? "-" : short(median);
  const isEstimated = summarized !== null && summarized.moments !== "values";
  return `${isEstimated ? "~" : ""}${short(median)}`;
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
