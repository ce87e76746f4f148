import type { Data } from "plotly.js";
import type { ArmResult, Experiment } from "../../engine/lab/experiments/experiment";
import { finalAccuracy } from "../../engine/lab/experiments/outcomes";
import { median } from "../../engine/quantile";
import { type Canvas, type Figure, hueOf } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { plotText } from "./safeText";

interface End {
  readonly line: string;
  readonly at: string;
  /** Of the setting that is chosen by what ends best: "learning rate 0.1"; empty where there is none. */
  readonly chosen: string;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly seeds: number;
}

/** What accuracy do the networks end with, by what is compared? */
export function labEndsFigure(canvas: Canvas, { arms, compared }: Experiment, results: readonly ArmResult[]): Figure {
  const { theme } = canvas;
  const { lines, along, title: what, best } = compared;
  const lineOf = ({ arm }: ArmResult) => (lines === null ? "batch norm" : String(arm.settings[lines]));
  const placeOf = ({ arm }: Pick<ArmResult, "arm">) => String(arm.settings[along]);
  const places = [...new Set(arms.map((arm) => placeOf({ arm })))];
  const all = results.flatMap((result): End[] => {
    const values = result.runs.map((run) => 100 * finalAccuracy(run));
    if (values.length === 0) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const chosen = best ? `${best.title} ${result.arm.settings[best.setting]}` : "";
    return [
      { line: lineOf(result), at: placeOf(result), chosen, low, median: median(values), high, seeds: values.length },
    ];
  });
  const ends = all.filter((end) => end === bestOf(all, end));
  const names = [...new Set(results.map(lineOf))];
  const drawn = names.map((name, index) => ({
    name,
    hue: hueOf(theme, index),
    ends: ends.filter(({ line }) => line === name),
  }));
  const [low, high] = [Math.min(...ends.map((end) => end.low)), Math.max(...ends.map((end) => end.high))];
  const air = Math.max(0.5, (high - low) * 0.06);
  const title = `What accuracy do the networks end with, by ${what}?`;
  return {
    id: "lab-ends",
    title,
    subtitle: `Mean of the last three looks at the test digits. Dot: median of the seeds${best ? `, at the ${best.title} that ends best` : ""}; bar: lowest to highest.`,
    note: ends.length === 0 ? "No training is finished yet." : null,
    data: drawn.map(
      ({ hue, ends: own }): Data => ({
        type: "scatter",
        mode: "lines+markers",
        x: own.map(({ at }) => places.indexOf(at)),
        y: own.map((end) => end.median),
        error_y: {
          type: "data",
          symmetric: false,
          array: own.map((end) => end.high - end.median),
          arrayminus: own.map((end) => end.median - end.low),
          color: hue,
          thickness: 1.5,
          width: 4,
        },
        line: { color: hue, width: 1.5 },
        marker: { color: hue, size: 7 },
        text: own.map(
          (end) =>
            `<b>${plotText(nameOf(end))}</b> ${end.median.toFixed(1)} % (${end.low.toFixed(1)} to ${end.high.toFixed(1)})`,
        ),
        hovertemplate: "%{text}<extra></extra>",
      }),
    ),
    layout: layoutOf(canvas, {
      x: {
        title: axisTitle(theme, what),
        range: [-0.4, places.length - 0.6],
        tickmode: "array",
        tickvals: places.map((_, i) => i),
        ticktext: places.map((place) => plotText(place)),
        ...({ unifiedhovertitle: { text: `${what} %{x}` } } as object),
      },
      y: {
        title: axisTitle(theme, "test accuracy (%)"),
        range: ends.length === 0 ? [0, 100] : [Math.max(0, low - air), Math.min(100.5, high + air)],
      },
      labels: drawn.flatMap(({ name, hue, ends: own }) =>
        own.slice(-1).map((end) => ({ text: name, color: hue, at: end.median })),
      ),
    }),
    table: () => ({
      caption: `${title} Accuracy in percent.`,
      columns: ["network", what, "median", "lowest", "highest", "seeds"],
      rows: ends.map((end) => [nameOf(end), end.at, end.median, end.low, end.high, String(end.seeds)]),
    }),
  };
}

/** Of the ends of one line at one place, the one with the highest median: the first of those. */
function bestOf(ends: readonly End[], { line, at }: End): End {
  const rivals = ends.filter((end) => end.line === line && end.at === at);
  return rivals.reduce((best, end) => (end.median > best.median ? end : best));
}

function nameOf({ line, chosen }: End): string {
  return chosen === "" ? line : `${line}, ${chosen}`;
}
