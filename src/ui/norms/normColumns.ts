import type { Finding } from "../../engine/finding";
import { formatCount, formatExact, formatNumber } from "../../engine/formatNumber";
import type { Certainty, NormLayer, NormParameter, Spread } from "../../engine/norms/normLayer";
import { cleanName } from "../figures/safeText";
import type { HeaderColumn, Sort } from "../view/sortHeader";
import { ORDER } from "../view/verdict";

/** A column of the table of normalization layers. */
export interface NormColumn extends HeaderColumn {
  /** Up to two lines; none where the layer has no such thing. */
  readonly lines: (norm: NormLayer) => readonly string[];
  /** The same with every digit. */
  readonly exact: (norm: NormLayer) => string;
  /** What the column sorts by; NaN comes last. */
  readonly key: (norm: NormLayer) => number | string;
}

const METHODS = { batch: "batch", layer: "layer", instance: "instance", group: "group", rms: "RMS" } as const;
const CERTAINTY: Readonly<Record<Certainty, string>> = { certain: "", likely: "likely", guess: "a guess" };

/** "batch norm", "layer norm (likely)". */
export function methodText({ method, certainty }: NormLayer): string {
  return `${METHODS[method]} norm${CERTAINTY[certainty] && ` (${CERTAINTY[certainty]})`}`;
}

/** The gravest of a layer's findings; null where there is none. */
export function worstFinding({ findings }: NormLayer): Finding | null {
  return findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity])[0] ?? null;
}

const COLUMNS: readonly NormColumn[] = [
  {
    id: "method",
    title: "method",
    explanation: "Which normalization, and how sure that is",
    ascending: true,
    lines: ({ method, certainty }) => [METHODS[method], CERTAINTY[certainty]],
    exact: (norm) => `${methodText(norm)}: ${cleanName(norm.reason)}`,
    key: methodText,
  },
  {
    id: "channels",
    title: "channels",
    explanation: "Entries of each parameter",
    lines: ({ channels }) => [formatCount(channels)],
    exact: ({ channels }) => formatCount(channels),
    key: ({ channels }) => channels,
  },
  {
    id: "batches",
    title: "batches\nseen",
    explanation: "How many batches the running statistics have seen (num_batches_tracked)",
    lines: ({ numBatchesTracked }) => (numBatchesTracked === null ? [] : [formatCount(numBatchesTracked)]),
    exact: ({ numBatchesTracked }) => (numBatchesTracked === null ? "not kept" : formatCount(numBatchesTracked)),
    key: ({ numBatchesTracked }) => numBatchesTracked ?? Number.NaN,
  },
  rangeColumn("mean", "running\nmean", "Least and greatest running mean of a channel", (norm) => norm.runningMean),
  rangeColumn(
    "variance",
    "running\nvariance",
    "Least and greatest running variance of a channel",
    (norm) => norm.runningVariance,
  ),
  rangeColumn("gamma", "γ", "Least and greatest weight (γ) of a channel", (norm) => norm.weight),
  driftColumn(
    "driftMean",
    "mean\ndrift (σ)",
    "Largest move of a running mean, in the reference's running σ",
    (norm) => norm.drift?.runningMean,
  ),
  driftColumn(
    "driftVariance",
    "variance\ndrift (log₂)",
    "Largest move of a running variance, in doublings",
    (norm) => norm.drift?.runningVariance,
  ),
  {
    id: "findings",
    title: "worst\nfinding",
    explanation: "The gravest finding, and how many there are in all",
    lines: (norm) => {
      const worst = worstFinding(norm);
      const more = norm.findings.length - 1;
      return worst === null ? [] : [worst.code, more > 0 ? `+ ${more} more` : ""];
    },
    exact: ({ findings }) => findings.map(({ code, message }) => `${code}: ${cleanName(message)}`).join("\n") || "none",
    key: (norm) => {
      const worst = worstFinding(norm);
      return worst === null ? Number.NaN : 10 - ORDER[worst.severity] + norm.findings.length / 1e6;
    },
  },
];

/** The columns that have something to say about these layers. */
export function normColumnsFor(norms: readonly NormLayer[]): NormColumn[] {
  const always = new Set(["method", "channels", "findings"]);
  return COLUMNS.filter(({ id, lines }) => always.has(id) || norms.some((norm) => lines(norm).length > 0));
}

/** The layers whose name or method holds every word of the filter, in the order asked for. */
export function arrangeNorms(norms: readonly NormLayer[], filter: string, sort: Sort | null): NormLayer[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = norms.filter((norm) => {
    const text = `${cleanName(norm.name)} ${methodText(norm)} ${norm.findings.map(({ code }) => code).join(" ")}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  if (sort === null) return found;
  const sign = sort.descending ? -1 : 1;
  const key = COLUMNS.find(({ id }) => id === sort.column)?.key ?? ((norm: NormLayer) => norm.name);
  return found
    .map((norm) => ({ norm, key: key(norm) }))
    .sort((a, b) => compareKeys(a.key, b.key, sign))
    .map(({ norm }) => norm);
}

const { compare: byName } = new Intl.Collator("en", { numeric: true });

function compareKeys(a: number | string, b: number | string, sign: number): number {
  if (typeof a === "string" || typeof b === "string") return sign * byName(String(a), String(b));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

function rangeColumn(
  id: string,
  title: string,
  explanation: string,
  of: (norm: NormLayer) => NormParameter | null,
): NormColumn {
  return {
    id,
    title,
    explanation,
    lines: (norm) => {
      const parameter = of(norm);
      return parameter === null ? [] : [formatNumber(parameter.min), `to ${formatNumber(parameter.max)}`];
    },
    exact: (norm) => {
      const parameter = of(norm);
      if (parameter === null) return "none";
      const { tensor, dtype, min, median, max, nonFinite } = parameter;
      const bad = nonFinite > 0 ? `\n${formatCount(nonFinite)} are NaN or infinite` : "";
      return `${formatExact(min)} to ${formatExact(max)}, median ${formatExact(median)}${bad}\n${cleanName(tensor)}, ${cleanName(dtype)}`;
    },
    key: (norm) => {
      const parameter = of(norm);
      if (parameter === null) return Number.NaN;
      // What is not finite is what a person looks for first.
      if (parameter.nonFinite > 0) return Number.POSITIVE_INFINITY;
      return Math.max(Math.abs(parameter.min), Math.abs(parameter.max));
    },
  };
}

function driftColumn(
  id: string,
  title: string,
  explanation: string,
  of: (norm: NormLayer) => Spread | null | undefined,
): NormColumn {
  return {
    id,
    title,
    explanation,
    lines: (norm) => {
      const spread = of(norm);
      return spread ? [formatNumber(spread.max), `ch. ${spread.channel}`] : [];
    },
    exact: (norm) => {
      const spread = of(norm);
      if (!spread) return "not known";
      return `median ${formatExact(spread.median)}, largest ${formatExact(spread.max)} in channel ${spread.channel}`;
    },
    key: (norm) => of(norm)?.max ?? Number.NaN,
  };
}
