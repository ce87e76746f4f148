import type { Dash, Data } from "plotly.js";
import { type Theme, withOpacity } from "./figure";

const DASHES: readonly Dash[] = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

/** In high contrast, lines of different hues differ in their dashes, too: hue alone tells nobody anything who sees none. */
export function dashed(theme: Theme, data: readonly Data[]): Data[] {
  if (!theme.highContrast) return [...data];
  const opaque = theme.series.map((hue) => withoutOpacity(withOpacity(hue, 1)));
  return data.map((trace) => {
    const { line, fill } = trace as { readonly line?: Line; readonly fill?: string };
    const color = String(line?.color);
    const hue = Math.max(theme.series.indexOf(color), opaque.indexOf(withoutOpacity(color)));
    // What is filled shows by its area.
    if (hue <= 0 || line?.dash !== undefined || fill !== undefined) return trace;
    return { ...trace, line: { ...line, dash: DASHES[hue % DASHES.length] } } as Data;
  });
}

interface Line {
  readonly color?: unknown;
  readonly dash?: Dash;
}

function withoutOpacity(color: string): string {
  return color.slice(0, color.lastIndexOf(","));
}
