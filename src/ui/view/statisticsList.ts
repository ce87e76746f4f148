import { formatCount, formatExact, formatNumber, formatShare } from "../../engine/formatNumber";
import type { Layer, Statistics } from "../../engine/report";
import type { RunOf } from "../figures/figure";
import { cleanName } from "../figures/safeText";
import { h } from "./h";

type Line = readonly [name: string, short: (s: Statistics) => string, exact: (s: Statistics) => string];

const share = (of: (s: Statistics) => number) => (s: Statistics) =>
  of(s) === 0 ? "none" : `${formatCount(of(s))} (${formatShare(of(s) / s.count)})`;
const number = (name: string, of: (s: Statistics) => number): Line => [
  name,
  (s) => formatNumber(of(s)),
  (s) => formatExact(of(s)),
];
const count = (name: string, of: (s: Statistics) => number): Line => [name, share(of), (s) => formatCount(of(s))];

const LINES: readonly Line[] = [
  ["values", (s) => formatCount(s.count), (s) => formatCount(s.count)],
  number("mean", (s) => s.mean),
  number("standard deviation", (s) => s.standardDeviation),
  number("minimum", (s) => s.min),
  number("median (to 0.4 %)", (s) => s.quantiles.find(([p]) => p === 0.5)?.[1] ?? Number.NaN),
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
  const body = LINES.map(([name, short, exact]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      ...runs.map(({ content: { statistics } }) =>
        h("td", { class: "number", title: exact(statistics) }, short(statistics)),
      ),
    ),
  );
  return h("table", { class: "statistics", "data-part": "statistics" }, ...head, h("tbody", {}, ...body));
}
