import type { Data } from "plotly.js";
import { formatCount, formatNumber } from "../../engine/formatNumber";
import type { OtherMethod } from "../../engine/whatIf/otherMethods";
import type { Plane } from "./batchSizeAxes";
import { hueOf, type Theme } from "./figure";
import { lineTrace } from "./traces";

/** "group norm (8)": with its groups. */
export function otherName({ method, groups }: OtherMethod): string {
  return `${method} norm${groups === null ? "" : ` (${groups})`}`;
}

/** A line each at the foot of the figure, at every size the same. */
export function otherTraces(theme: Theme, others: readonly OtherMethod[], { lanes, last }: Plane): Data[] {
  return others.map((other, i) => {
    const place = 10 ** lanes[i]!;
    return lineTrace(hueOf(theme, i + 1), 2.2, [1, last], [place, place], [hoverText(other), hoverText(other)]);
  });
}

function hoverText(other: OtherMethod): string {
  const values = `${formatCount(other.values)} value${other.values === 1 ? "" : "s"}`;
  return `<b>${otherName(other)}</b> none: each of its means is of ${values} of one example${differenceText(other)}`;
}

function differenceText({ difference }: OtherMethod): string {
  return difference === null ? "" : `;<br>another function of its input, by ${formatNumber(difference)} σ (no error)`;
}
