import assert from "node:assert/strict";
import type { Data } from "plotly.js";
import { dashed } from "../../../src/ui/figures/dashed";
import { hueOf, withOpacity } from "../../../src/ui/figures/figure";
import { CANVAS } from "./samples";

const SERIES = ["#4daafc", "#f7a84a", "#3fc9a4", "#e58ad4"];
const PLAIN = { ...CANVAS.theme, series: SERIES };
const CONTRAST = { ...PLAIN, highContrast: true };
const line = (index: number, dash?: "8px,5px") =>
  ({ type: "scatter", line: { color: hueOf(PLAIN, index), ...(dash && { dash }) } }) as Data;
const dashesOf = (data: readonly Data[]) => data.map((trace) => (trace as { line?: { dash?: string } }).line?.dash);

describe("lines of several runs", () => {
  it("differ in their dashes in high contrast, the first being solid", () => {
    const dashes = dashesOf(dashed(CONTRAST, [line(0), line(1), line(2), line(3)]));
    assert.deepEqual(dashes, [undefined, "dash", "dot", "dashdot"]);
  });

  it("differ in them whatever their opacity, but for areas", () => {
    const faint = { type: "scatter", line: { color: withOpacity(SERIES[1]!, 0.55) } } as Data;
    const area = { ...faint, fill: "toself" } as Data;
    assert.deepEqual(dashesOf(dashed(CONTRAST, [faint, area])), ["dash", undefined]);
  });

  it("differ in hue alone in other themes", () => {
    assert.deepEqual(dashesOf(dashed(PLAIN, [line(0), line(1)])), [undefined, undefined]);
  });

  it("leave limits as they are, and what is of no run", () => {
    const bars: Data = { type: "bar" };
    const grey = { type: "scatter", line: { color: PLAIN.muted } } as Data;
    assert.deepEqual(dashesOf(dashed(CONTRAST, [line(1, "8px,5px"), bars, grey])), ["8px,5px", undefined, undefined]);
  });
});
