import type { Data } from "plotly.js";
import { formatCount, formatExact } from "../../engine/formatNumber";
import type { Arm, Run } from "../../engine/lab/experiments/experiment";
import { median } from "../../engine/quantile";
import { quantileOf } from "./bands";
import { padded } from "./deviationFigure";
import { type Canvas, type Figure, hueOf } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText } from "./safeText";
import { bandTrace, lineTrace } from "./traces";

/** An arm of an experiment, as it is drawn. */
export interface LabLine {
  /** Of the run that it belongs to, and its place there. */
  readonly id: number;
  readonly place: number;
  readonly name: string;
  readonly label: string;
  /** Place of its hue. */
  readonly index: number;
  readonly arm: Arm;
  /** Trainings that have told anything, finished or not. */
  readonly runs: readonly Run[];
}

/** The seeds' accuracies at each look, in percent; of those that were there by then. */
export interface Curve {
  readonly steps: readonly number[];
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly seeds: readonly number[];
}

export function curveOf(runs: readonly Run[]): Curve {
  const byStep = new Map<number, number[]>();
  for (const { points } of runs) {
    for (const { step, accuracy } of points) {
      const there = byStep.get(step);
      if (there) there.push(100 * accuracy);
      else byStep.set(step, [100 * accuracy]);
    }
  }
  const looks = [...byStep].sort(([a], [b]) => a - b);
  return {
    steps: looks.map(([step]) => step),
    median: looks.map(([, values]) => median(values)),
    low: looks.map(([, values]) => Math.min(...values)),
    high: looks.map(([, values]) => Math.max(...values)),
    seeds: looks.map(([, values]) => values.length),
  };
}

/** An error that no line on a logarithmic axis goes below, in percent: less than one example of the digits. */
const LEAST_ERROR = 0.05;
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const DASHES = ["solid", "8px,4px", "2px,3px"] as const;

/** How fast do the networks learn? Lines of seeds' medians, bands from the lowest seed to the highest. */
export function labCurvesFigure(canvas: Canvas, lines: readonly LabLine[], logarithmic: boolean): Figure {
  const { theme } = canvas;
  const started = lines.filter(({ runs }) => runs.length > 0);
  // Batches of other sizes take other numbers of steps for the same examples.
  const byExamples = new Set(started.map(({ arm }) => arm.training.batchSize)).size > 1;
  const shown = (percent: number) => (logarithmic ? Math.max(LEAST_ERROR, 100 - percent) : percent);
  const drawn = started.map((line) => {
    const curve = curveOf(line.runs);
    const scale = byExamples ? line.arm.training.batchSize : 1;
    const hue = hueOf(theme, line.index);
    return { line, curve, hue, x: curve.steps.map((step) => step * scale) };
  });
  const data = drawn.flatMap(({ line, curve, hue, x }): Data[] => {
    const hover = curve.median.map((value, i) => {
      const seeds = curve.seeds[i]!;
      const spread = seeds > 1 ? ` (${percent(curve.low[i]!)} to ${percent(curve.high[i]!)}, ${seeds} seeds)` : "";
      return `<b>${plotText(line.name)}</b> ${percent(value)}${spread}`;
    });
    const dash = DASHES[Math.floor(line.index / theme.series.length) % DASHES.length];
    const trace = lineTrace(hue, 2, x, curve.median.map(shown), hover);
    const [low, high] = logarithmic ? [curve.high, curve.low] : [curve.low, curve.high];
    const band = bandTrace(theme, hue, x, low.map(shown), high.map(shown), 0.18);
    return [band, { ...trace, line: { color: hue, width: 2, dash } } as Data];
  });
  const ends = drawn.flatMap(({ curve }) => curve.median.slice(-1).map(shown));
  const range = rangeOf(
    drawn.flatMap(({ curve }) => curve.median.map(shown)),
    ends,
    logarithmic,
  );
  const last = Math.max(1, ...drawn.flatMap(({ x }) => x.slice(-1)));
  const title = "How accurate are the networks while they learn?";
  return {
    id: "lab-curves",
    title,
    subtitle: `Test digits that are told ${logarithmic ? "wrong" : "right"}, with running statistics. Line: median of the seeds; band: lowest to highest.`,
    note: drawn.length === 0 ? "Nothing is drawn: choose networks of a run." : null,
    data,
    layout: layoutOf(canvas, {
      x: {
        title: axisTitle(theme, byExamples ? "examples learned from" : "training step"),
        range: padded(0, last),
        ...({ unifiedhovertitle: { text: byExamples ? "%{x} examples" : "step %{x}" } } as object),
      },
      y: {
        title: axisTitle(theme, logarithmic ? "test error (%)" : "test accuracy (%)"),
        range,
        ...(logarithmic ? { type: "log", tickmode: "array", tickvals: TICKS, ticktext: TICKS.map(String) } : {}),
      },
      labels: drawn.map(({ line, curve, hue }) => {
        const end = shown(curve.median.at(-1)!);
        return { text: line.label, color: hue, at: logarithmic ? Math.log10(end) : end };
      }),
    }),
    table: () => ({
      caption: `${title} Accuracy in percent.`,
      columns: ["network", "step", "median", "lowest", "highest", "seeds"],
      rows: drawn.flatMap(({ line, curve }) =>
        curve.steps.map((step, i) => [
          cleanName(line.name),
          formatExact(step),
          rounded(curve.median[i]!),
          rounded(curve.low[i]!),
          rounded(curve.high[i]!),
          formatCount(curve.seeds[i]!),
        ]),
      ),
    }),
  };
}

/** Less than this share of the whole range is not worth leaving out of sight. */
const SLIVER = 0.2;

/** All lines' ends are in sight, and most of what comes before; a start at chance is one click of zoom away. */
function rangeOf(values: readonly number[], ends: readonly number[], logarithmic: boolean): [number, number] {
  if (values.length === 0) return logarithmic ? [0, 2] : [0, 100];
  if (logarithmic) return [Math.log10(Math.min(...values)) - 0.1, 2];
  const [lowest, high] = [Math.min(...values), Math.max(...values)];
  const most = Math.min(quantileOf(values, 0.12), ...ends);
  const low = most - lowest < SLIVER * (high - lowest) ? lowest : most;
  const air = Math.max(0.5, (high - low) * 0.06);
  return [Math.max(0, low - air), Math.min(100.5, high + air)];
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
