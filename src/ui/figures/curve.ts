import type { Data } from "plotly.js";
import { formatExact, formatNumber } from "../../engine/formatNumber";
import type { Curve } from "../../engine/report";
import { padded } from "./deviationFigure";
import { type Canvas, type Figure, hueOf, type RunOf } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText, shortName } from "./safeText";
import { lineTrace } from "./traces";

/** How did it go? A scalar's value at each step, one line a run. */
export function curveFigure(canvas: Canvas, name: string, runs: readonly RunOf<Curve>[]): Figure {
  const { theme } = canvas;
  const drawn = runs.map(({ run, index, content: { steps, wallTimes, values } }) => {
    return { run, hue: hueOf(theme, index), steps, wallTimes, values: Array.from(values) };
  });
  const finite = drawn.flatMap(({ values }) => values.filter(Number.isFinite));
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  const ends = drawn.flatMap(({ steps }) => [steps[0]!, steps.at(-1)!]);
  const title = `${shortName(name, 40)} · how did it go?`;
  return {
    id: "curve",
    title,
    subtitle: "The value that was logged at each step.",
    note: drawn.map(noteOf).join(" "),
    data: drawn.map(({ run, hue, steps, values }) => {
      const who = run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
      const hover = values.map((value) => `${who}${formatNumber(value)}`);
      const line = lineTrace(hue, theme.highContrast ? 3 : 2, steps, values, hover);
      const alone = values.some(isAlone) && { mode: "lines+markers" as const, marker: { color: hue, size: 5 } };
      return { ...line, ...alone } as Data;
    }),
    layout: layoutOf(canvas, {
      x: { title: axisTitle(theme, "training step"), range: airy(Math.min(...ends), Math.max(...ends)) },
      y: { title: axisTitle(theme, "value"), range: finite.length === 0 ? [0, 1] : [low - air, high + air] },
      labels: drawn
        .filter(({ run }) => run !== "")
        .map(({ run, hue, values }) => ({ text: run, color: hue, at: values.findLast(Number.isFinite) ?? low })),
    }),
    table: () => ({
      caption: title,
      columns: ["run", "step", "value", "time"],
      rows: drawn.flatMap(({ run, steps, wallTimes, values }) =>
        steps.map((step, i) => [
          run === "" ? "" : cleanName(run),
          formatExact(step),
          values[i]!,
          timeText(wallTimes[i]!),
        ]),
      ),
    }),
  };
}

interface Drawn {
  readonly run: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

function noteOf({ run, steps, values }: Drawn): string {
  const who = run === "" ? "" : `${cleanName(run)}: `;
  const at = (place: number) => `${formatNumber(values[place]!)} at step ${formatExact(steps[place]!)}`;
  const places = values.flatMap((value, place) => (Number.isFinite(value) ? [place] : []));
  if (places.length === 0) return `${who}No value is finite.`;
  const least = places.reduce((best, place) => (values[place]! < values[best]! ? place : best));
  const most = places.reduce((best, place) => (values[place]! > values[best]! ? place : best));
  const bad = values.length - places.length;
  const gaps =
    bad === 0 ? "" : ` ${bad === 1 ? "One value is" : `${bad} values are`} NaN or infinite: gaps in the line.`;
  return `${who}Last ${at(places.at(-1)!)}, lowest ${at(least)}, highest ${at(most)}.${gaps}`;
}

/** So that markers at the ends are whole. */
function airy(from: number, to: number): [number, number] {
  const [low, high] = padded(from, to);
  const air = (high - low) * 0.015;
  return [low - air, high + air];
}

/** A line cannot show a value between two gaps. */
function isAlone(value: number, place: number, values: readonly number[]): boolean {
  return Number.isFinite(value) && !Number.isFinite(values[place - 1]) && !Number.isFinite(values[place + 1]);
}

/** Seconds since 1970 in UTC; "" where they are no time. */
function timeText(seconds: number): string {
  const time = new Date(1000 * seconds);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}
