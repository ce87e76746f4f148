import type { Data } from "plotly.js";
import { formatExact, formatNumber } from "../../engine/formatNumber";
import { bestAccuracy } from "../../engine/lab/experiments/outcomes";
import { median } from "../../engine/quantile";
import { padded } from "./deviationFigure";
import { type Canvas, type Figure, hueOf } from "./figure";
import type { LabLine } from "./labCurves";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText } from "./safeText";
import { bandTrace, lineTrace } from "./traces";

/** Lines whose networks were watched: of each kind of network the most accurate one so far. */
export function watchedLines(lines: readonly LabLine[], kind: string | null): LabLine[] {
  const watched = lines.filter(({ runs }) => runs[0]?.points[0]?.spread);
  const accuracy = ({ runs }: LabLine) => median(runs.map(bestAccuracy));
  const kinds = [...new Set(watched.map(({ arm }) => (kind === null ? "" : String(arm.settings[kind]))))];
  return kinds.map((name) => {
    const own = watched.filter(({ arm }) => kind === null || String(arm.settings[kind]) === name);
    return own.reduce((best, line) => (accuracy(line) > accuracy(best) ? line : best));
  });
}

/** Where do the inputs of the last activation lie, step by step? Of one unit and one seed, as the paper has it. */
export function labInputsFigure(canvas: Canvas, lines: readonly LabLine[]): Figure {
  const { theme } = canvas;
  const drawn = lines.map((line) => {
    const { seed, points } = line.runs[0]!;
    const looks = points.flatMap(({ step, spread }) => (spread ? [{ step, unit: spread.unit }] : []));
    const [low, middle, high] = [0, 1, 2].map((i) => looks.map(({ unit }) => unit[i]!));
    const steps = looks.map(({ step }) => step);
    return { line, seed, steps, hue: hueOf(theme, line.index), low: low!, middle: middle!, high: high! };
  });
  const data = drawn.flatMap(({ line, hue, steps, low, middle, high }): Data[] => {
    const hover = middle.map((value, i) => {
      const spread = `${formatNumber(low[i]!)} to ${formatNumber(high[i]!)}`;
      return `<b>${plotText(line.name)}</b> ${formatNumber(value)} (${spread})`;
    });
    return [bandTrace(theme, hue, steps, low, high, 0.22), lineTrace(hue, 2, steps, middle, hover)];
  });
  const values = drawn.flatMap(({ low, high }) => [...low, ...high]).filter(Number.isFinite);
  const [least, most] = values.length === 0 ? [-1, 1] : [Math.min(...values), Math.max(...values)];
  const air = (most - least) * 0.06 || 1;
  const seeds = [...new Set(drawn.map(({ seed }) => seed))].join(", ");
  const title = "Where do the last sigmoid's inputs lie while the network learns?";
  return {
    id: "lab-inputs",
    title,
    subtitle: `Of the most accurate networks drawn, one unit, seed ${seeds}. Line: median over test digits; band: 15th to 85th percentile.`,
    note: null,
    data,
    layout: layoutOf(canvas, {
      x: {
        title: axisTitle(theme, "training step"),
        range: padded(0, Math.max(1, ...drawn.flatMap(({ steps }) => steps.slice(-1)))),
      },
      y: { title: axisTitle(theme, "input of the sigmoid"), range: [least - air, most + air] },
      labels: drawn.map(({ line, hue, middle }) => ({ text: line.label, color: hue, at: middle.at(-1)! })),
    }),
    table: () => ({
      caption: title,
      columns: ["network", "seed", "step", "15th percentile", "median", "85th percentile"],
      rows: drawn.flatMap(({ line, seed, steps, low, middle, high }) =>
        steps.map((step, i) => [cleanName(line.name), String(seed), formatExact(step), low[i]!, middle[i]!, high[i]!]),
      ),
    }),
  };
}
