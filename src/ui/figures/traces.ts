import type { Data } from "plotly.js";
import type { Bands } from "./bands";
import { type Theme, withOpacity } from "./figure";

/** Two bands and a median line, drawn from back to front. */
export function bandTraces(theme: Theme, hue: string, steps: readonly number[], bands: Bands): Data[] {
  return [
    bandTrace(theme, hue, steps, bands.low90, bands.high90, 0.15),
    bandTrace(theme, hue, steps, bands.low50, bands.high50, 0.3),
  ];
}

/** The area between two lines; steps where either is not finite are left out. */
export function bandTrace(
  theme: Theme,
  hue: string,
  steps: readonly number[],
  low: readonly number[],
  high: readonly number[],
  opacity: number,
): Data {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  for (const [first, end] of finiteStretches(low, high)) {
    const forth = steps.slice(first, end);
    x.push(...forth, ...forth.toReversed(), null);
    y.push(...high.slice(first, end), ...low.slice(first, end).toReversed(), null);
  }
  return {
    type: "scatter",
    mode: "lines",
    x,
    y,
    fill: "toself",
    fillcolor: withOpacity(hue, opacity),
    line: { width: theme.highContrast ? 1 : 0, color: withOpacity(hue, theme.highContrast ? 0.7 : 0) },
    hoverinfo: "skip",
  };
}

/** A line with a hover text of its own at every point. */
export function lineTrace(
  color: string,
  width: number,
  steps: readonly number[],
  values: readonly number[],
  hover: readonly string[],
): Data {
  return {
    type: "scatter",
    mode: values.length === 1 ? "markers" : "lines",
    x: [...steps],
    y: values.map(orGap),
    line: { color, width },
    marker: { color, size: 7 },
    text: [...hover],
    hovertemplate: "%{text}<extra></extra>",
  };
}

/** The same trace without a hover text. */
export function quiet(trace: Data): Data {
  return { ...trace, hoverinfo: "skip", hovertemplate: undefined } as Data;
}

/** A dashed line that says nothing on hover: a limit. */
export function limitTrace(color: string, steps: readonly number[], values: readonly number[]): Data {
  return {
    type: "scatter",
    mode: "lines",
    x: [...steps],
    y: values.map(orGap),
    line: { color, width: 1.2, dash: "8px,5px" as "dash" },
    hoverinfo: "skip",
  };
}

function orGap(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function* finiteStretches(low: readonly number[], high: readonly number[]): Generator<[number, number]> {
  let first = -1;
  for (let i = 0; i <= low.length; i++) {
    const finite = i < low.length && Number.isFinite(low[i]) && Number.isFinite(high[i]);
    if (finite && first < 0) first = i;
    if (!finite && first >= 0) yield [first, i];
    if (!finite) first = -1;
  }
}
