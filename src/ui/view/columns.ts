import { formatCount, formatNumber, formatShare } from "../../engine/formatNumber";
import type { Layer } from "../../engine/report";
import { cleanName } from "../figures/safeText";
import { type LayerRow, valuesPerStatistic } from "./layerRow";
import { type Momentum, settlingOf } from "./momentum";

/** A column of numbers in the layer table: one number a run. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  readonly value: (layer: Layer, momentum: Momentum | null) => number | null;
  readonly format: (value: number) => string;
}

const COLUMNS: readonly Column[] = [
  {
    id: "m",
    title: "values per\nstatistic",
    explanation: "How many values each channel's batch statistic is made of (m)",
    value: ({ running, outline }) => (outline ? outline.count : valuesPerStatistic(running)),
    format: formatCount,
  },
  {
    id: "mean",
    title: "mean",
    explanation: "Mean of all finite values",
    value: ({ statistics, summarized }) => known(summarized, statistics.mean),
    format: formatNumber,
  },
  {
    id: "std",
    title: "std",
    explanation: "Standard deviation of all finite values",
    value: ({ statistics, summarized }) => known(summarized, statistics.standardDeviation),
    format: formatNumber,
  },
  {
    id: "zeros",
    title: "zeros",
    explanation: "Share of values that are exactly 0",
    value: ({ statistics, summarized }) => known(summarized, statistics.zero / statistics.count),
    format: formatShare,
  },
  {
    id: "nonFinite",
    title: "NaN, ∞",
    explanation: "How many values are NaN or infinite",
    value: (layer) => known(layer.summarized, nonFinite(layer)),
    format: formatCount,
  },
  {
    id: "wobble",
    title: "wobble\n(σ)",
    explanation: "How far the median channel's batch means scatter around the running mean, in running σ",
    value: (layer, momentum) => settlingOf(layer, momentum)?.wobble ?? null,
    format: formatNumber,
  },
];

/** The columns that have something to say about these rows. */
export function columnsFor(rows: readonly LayerRow[]): Column[] {
  const layers = rows.flatMap(({ runs }) => runs.map(({ content }) => content));
  const steps = layers.some(({ running, outline }) => running !== null || outline?.settling);
  const faulty = layers.some((layer) => nonFinite(layer) > 0);
  return COLUMNS.filter(({ id }) => (id === "m" || id === "wobble" ? steps : id === "nonFinite" ? faulty : true));
}

/** The rows whose name holds every word of the filter, in the order asked for. */
export function arrange(
  rows: readonly LayerRow[],
  filter: string,
  sort: { readonly column: string; readonly descending: boolean } | null,
  momentum: Momentum | null,
): LayerRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(({ name }) => words.every((word) => cleanName(name).toLowerCase().includes(word)));
  if (sort === null) return found;
  const sign = sort.descending ? -1 : 1;
  const column = COLUMNS.find(({ id }) => id === sort.column);
  if (column === undefined) {
    const { compare } = new Intl.Collator("en", { numeric: true });
    return found.sort((a, b) => sign * compare(a.name, b.name));
  }
  const keyed = found.map((row) => ({ row, key: keyOf(row, column, momentum) }));
  return keyed.sort((a, b) => byKey(a.key, b.key, sign)).map(({ row }) => row);
}

/** Of several runs, the number farthest from 0 is what a person looks for. */
function keyOf(row: LayerRow, column: Column, momentum: Momentum | null): number {
  const values = row.runs.map(({ content }) => column.value(content, momentum) ?? Number.NaN);
  return values.reduce((worst, value) => (Math.abs(value) > Math.abs(worst) || Number.isNaN(worst) ? value : worst));
}

function byKey(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

/** What another tool has not counted is not known, and no NaN. */
function known(summarized: Layer["summarized"], value: number): number | null {
  return summarized !== null && Number.isNaN(value) ? null : value;
}

function nonFinite({ statistics }: Layer): number {
  return statistics.nan + statistics.positiveInfinity + statistics.negativeInfinity;
}
