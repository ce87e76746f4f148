import { formatCount, formatExact, formatNumber, formatShare } from "../../engine/formatNumber";
import type { Layer, Statistics } from "../../engine/report";
import type { RunOf } from "../figures/figure";
import { cleanName } from "../figures/safeText";
import { h } from "./h";

interface Line {
  readonly name: string;
  readonly of: (s: Statistics) => number;
  readonly short: (value: number, s: Statistics) => string;
  readonly exact: (value: number) => string;
}

const share = (value: number, s: Statistics) =>
  value === 0 ? "none" : `${formatCount(value)} (${formatShare(value / s.count)})`;
const number = (name: string, of: Line["of"]): Line => ({ name, of, short: formatNumber, exact: formatExact });
const count = (name: string, of: Line["of"]): Line => ({ name, of, short: share, exact: formatCount });

const MEDIAN = "median (to 0.4 %)";
const LINES: readonly Line[] = [
  { name: "values", of: (s) => s.count, short: formatCount, exact: formatCount },
  number("mean", (s) => s.mean),
  number("standard deviation", (s) => s.standardDeviation),
  number("minimum", (s) => s.min),
  number(MEDIAN, (s) => s.quantiles.find(([p]) => p === 0.5)?.[1] ?? Number.NaN),
  number("maximum", (s) => s.max),
  number("skewness", (s) => s.skewness),
  number("excess kurtosis", (s) => s.kurtosis),
  count("exactly 0", (s) => s.zero),
  count("NaN", (s) => s.nan),
  count("infinite", (s) => s.positiveInfinity + s.negativeInfinity),
  count("subnormal", (s) => s.subnormal),
];

/** A layer's statistics beside its distribution: a line a statistic, a column a run. */
export function statisticsList(runs: readonly RunOf<Layer>[]): HTMLElement {
  const head = runs.some(({ run }) => run !== "")
    ? [h("thead", {}, h("tr", {}, h("td"), ...runs.map(({ run }) => h("th", { scope: "col" }, cleanName(run)))))]
    : [];
  const isEstimated = runs.some(({ content }) => content.summarized);
  const body = LINES.map((line) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, isEstimated && line.name === MEDIAN ? "median (estimated)" : line.name),
      ...runs.map(({ content }) => cellOf(line, content)),
    ),
  );
  return h("table", { class: "statistics", "data-part": "statistics" }, ...head, h("tbody", {}, ...body));
}

/** What another tool has not counted is not known, and no NaN. */
function cellOf({ of, short, exact }: Line, { summarized, statistics }: Layer): HTMLElement {
  const value = of(statistics);
  if (summarized && Number.isNaN(value)) return h("td", { class: "number muted", title: "not known" }, "–");
  return h("td", { class: "number", title: exact(value) }, short(value, statistics));
}
