import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import type { OverTime } from "../../../src/engine/report";
import { distributionDriftFigure } from "../../../src/ui/figures/distributionDrift";
import { distributionOverTimeFigure } from "../../../src/ui/figures/distributionOverTime";
import { sequentialScale } from "../../../src/ui/figures/sequentialScale";
import { CANVAS, HOSTILE } from "./samples";

const NAN = Number.NaN;

function overTime(parts: Partial<OverTime> = {}): OverTime {
  const drift = (wasserstein: number[], jensenShannon: number[]) => ({
    wasserstein: Float64Array.from(wasserstein),
    jensenShannon: Float64Array.from(jensenShannon),
  });
  return {
    steps: [0, 10, 20],
    logged: 3,
    edges: Float64Array.of(-2, 0, 1, 2),
    counts: [Float64Array.of(10, 10, 0), Float64Array.of(0, 20, 0), Float64Array.of(0, 5, 5)],
    fromPrevious: drift([NAN, 0.5, 1], [NAN, 0.25, 0.5]),
    fromFirst: drift([0, 0.5, 2], [0, 0.25, 0.75]),
    evaluations: [],
    ...parts,
  };
}

const runOf = (content: OverTime, run = "", index = 0) => ({ run, index, content });
const heatmapOf = (content: OverTime, logarithmic = false) => {
  const run = runOf(content);
  const figure = distributionOverTimeFigure(CANVAS, "bn1", [run], run, logarithmic);
  return { figure, trace: figure.data[0] as unknown as PlotData & { z: (number | null)[][] } };
};

describe("the figure of a distribution over time", () => {
  it("draws a step as a column whose area is 1, and nothing where there are no values", () => {
    const { trace } = heatmapOf(overTime());
    assert.deepEqual(trace.x, [0, 10, 20]);
    assert.deepEqual(trace.y, [-2, 0, 1, 2]);
    assert.deepEqual(trace.z, [
      [0.25, null, null],
      [0.5, 1, 0.5],
      [null, null, 0.5],
    ]);
  });

  it("draws densities by their logarithm", () => {
    const { trace, figure } = heatmapOf(overTime(), true);
    assert.deepEqual(trace.z[0], [Math.log10(0.25), null, null]);
    assert.deepEqual([trace.zmin, trace.zmax], [Math.log10(0.25), 0]);
    assert.equal(figure.id, "distribution-over-time");
  });

  it("says where the values lay at first and at last, and what was thinned out or evaluated", () => {
    const { note } = heatmapOf(overTime({ logged: 300, evaluations: [[5, 6]] })).figure;
    assert.match(
      note!,
      /^At step 0 nine tenths of the values lay between about −1\.8 and 0\.9, half below 0; at step 20 between/,
    );
    assert.match(note!, /3 of 300 logged steps are drawn\. Upright marks: evaluation mode, once\.$/);
  });

  it("does not give all colours to one bin that dwarfs the others", () => {
    const zeros = overTime({
      edges: Float64Array.of(0, 0.001, 1, 2),
      counts: [1, 2, 3].map(() => Float64Array.of(50, 30, 20)),
    });
    const { trace, figure } = heatmapOf(zeros);
    assert.ok(trace.zmax < 1);
    assert.match(figure.note!, /Densities up to 500 have the last colour\./);
  });

  it("shares axes and colours between runs", () => {
    const [a, b] = [runOf(overTime(), "a"), runOf(overTime({ edges: Float64Array.of(-8, 0, 1, 9) }), "b", 1)];
    const figures = [a, b].map((run) => distributionOverTimeFigure(CANVAS, "bn1", [a, b], run));
    assert.deepEqual(figures[0]!.layout.yaxis!.range, figures[1]!.layout.yaxis!.range);
    assert.deepEqual(
      figures.map(({ title }) => title),
      ["bn1, a · how did the distribution change?", "bn1, b · how did the distribution change?"],
    );
  });

  it("has a twin of the bins that hold values", () => {
    const { rows, columns } = heatmapOf(overTime()).figure.table();
    assert.deepEqual(columns, ["step", "from", "to", "values", "share", "density"]);
    assert.deepEqual(rows[0], ["0", -2, 0, 10, 0.5, 0.25]);
    assert.equal(rows.length, 5);
  });
});

describe("the figure of a distribution's drift", () => {
  const figure = distributionDriftFigure(CANVAS, HOSTILE, [
    { run: "", index: 0, content: { overTime: overTime(), sigma: 2 } },
  ]);
  const lines = figure.data as Partial<PlotData>[];

  it("draws distances in standard deviations above, and bits below", () => {
    assert.deepEqual(
      lines.map(({ yaxis, y }) => [yaxis, (y as (number | null)[]).slice(1)]),
      [
        ["y", [0.25, 0.5]],
        ["y", [0.25, 1]],
        ["y2", [0.25, 0.5]],
        ["y2", [0.25, 0.75]],
      ],
    );
    assert.equal((lines[0]!.y as (number | null)[])[0], null);
  });

  it("says how far it is at the end, and which jump was the farthest", () => {
    assert.equal(
      figure.note,
      "At the end 1 σ and 0.75 bits from the first step; the farthest jump, 0.5 σ, at step 20.",
    );
  });

  it("has a twin with every number, and names as text", () => {
    assert.deepEqual(figure.table().rows[2], ["", "20", 1, 0.5, 0.75, 0.5]);
    assert.doesNotMatch(JSON.stringify(figure.layout), /<img/);
  });

  it("draws nothing that has no logarithm where nothing moves", () => {
    const still = { wasserstein: Float64Array.of(0, 0, 0), jensenShannon: Float64Array.of(0, 0, 0) };
    const { layout } = distributionDriftFigure(CANVAS, "bn1", [
      { run: "", index: 0, content: { overTime: overTime({ fromFirst: still, fromPrevious: still }), sigma: 0 } },
    ]);
    assert.ok(layout.yaxis!.range!.every(Number.isFinite));
  });
});

describe("the scale of densities", () => {
  for (const dark of [true, false])
    for (const highContrast of [true, false])
      it(`grows evenly in lightness away from the background (${dark ? "dark" : "light"}, ${highContrast ? "high contrast" : "usual"})`, () => {
        const lightness = sequentialScale({ ...CANVAS.theme, dark, highContrast }).map(([, color]) =>
          lightnessOf(color),
        );
        const steps = lightness.slice(1).map((value, i) => (value - lightness[i]!) * (dark ? 1 : -1));
        const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
        for (const step of steps) assert.ok(step > 0.5 * mean && step < 1.6 * mean, steps.join(" "));
      });
});

/** CIE L*, 0 to 100: another measure than the scale is made by. */
function lightnessOf(color: string): number {
  const [r, g, b] = color
    .match(/\d+/g)!
    .map((part) => Number(part) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 116 * Math.cbrt(0.2126 * r! + 0.7152 * g! + 0.0722 * b!) - 16;
}
