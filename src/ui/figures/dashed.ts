import type { Dash, Data } from "plotly.js";
import type { Theme } from "./figure";

const DASHES: readonly Dash[] = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

/** In high contrast, lines of different hues differ in their dashes, too: hue alone tells nobody anything who sees none. */
export function dashed(theme: Theme, data: readonly Data[]): Data[] {
  if (!theme.highContrast) return [...data];
  return data.map((trace) => {
    const { line } = trace as { readonly line?: { readonly color?: unknown; readonly dash?: Dash } };
    const hue = theme.series.indexOf(String(line?.color));
    if (hue <= 0 || line?.dash !== undefined) return trace;
    return { ...trace, line: { ...line, dash: DASHES[hue % DASHES.length] } } as Data;
  });
}
