import type { Data, LayoutAxis } from "plotly.js";
import { formatExact, formatNumber } from "../../engine/formatNumber";
import type { Running } from "../../engine/report";
import { type Bands, bandsOf, quantileOf } from "./bands";
import { evaluationMarks, evaluationNote } from "./evaluationMarks";
import { type Canvas, type Figure, hueOf, type RunOf, type Table, withOpacity } from "./figure";
import { axisTitle, type EndLabel, layoutOf } from "./layout";
import { cleanName, plotText } from "./safeText";
import { bandTraces, limitTrace, lineTrace, quiet } from "./traces";

/** What tells one figure of deviations per step from another. */
export interface Deviation {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly note: string | null;
  /** What one value is called, in hover texts and table columns, with its unit. */
  readonly quantity: string;
  readonly unit: string;
  readonly runs: readonly RunOf<DeviationRun>[];
  /** The channel drawn on top, or null for the population alone. */
  readonly channel: number | null;
  readonly yAxis: (range: [number, number]) => Partial<LayoutAxis>;
  readonly logarithmic: boolean;
}

/** Deviations of one run: [step][channel], with the limits that noise explains. */
export interface DeviationRun {
  readonly running: Running;
  readonly series: readonly Float64Array[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Median line, bands for half and nine tenths of the channels, and dashed noise limits; one hue a run. */
export function deviationFigure(canvas: Canvas, deviation: Deviation): Figure {
  const { theme } = canvas;
  const averages = deviation.runs.map(({ content, ...of }) => ({ ...of, content: content.running }));
  const runs = deviation.runs.map((of) => ({ ...of, hue: hueOf(theme, of.index), bands: bandsOf(of.content.series) }));
  const onAxis = deviation.logarithmic ? Math.log10 : (value: number) => value;
  const range = rangeOf(deviation, runs, onAxis);
  const steps = runs.flatMap(({ content }) => [content.running.steps[0]!, content.running.steps.at(-1)!]);
  // The widest run goes behind, or it would hide the others.
  const fromBehind = runs.toSorted((a, b) => widthOf(b.bands) - widthOf(a.bands));
  const data: Data[] = [
    ...fromBehind.flatMap(({ hue, content, bands }) => bandTraces(theme, hue, content.running.steps, bands)),
    ...fromBehind.flatMap(({ hue, content: { running, low, high } }) => [
      limitTrace(hue, running.steps, low),
      limitTrace(hue, running.steps, high),
    ]),
    ...fromBehind.map(({ run, hue, content, bands }) => {
      const behind = deviation.channel !== null;
      const hover = bands.median.map((_, step) => hoverText(deviation, run, bands, step));
      const line = lineTrace(
        withOpacity(hue, behind ? 0.55 : 1),
        behind ? 1 : 1.8,
        content.running.steps,
        bands.median,
        hover,
      );
      return behind ? quiet(line) : line;
    }),
    ...fromBehind.flatMap(({ run, hue, content }) => channelTrace(deviation, run, hue, content)),
  ];
  const labels = runs.flatMap((of) => labelsOf(deviation, of, of.hue, of.bands, onAxis));
  return {
    id: deviation.id,
    title: deviation.title,
    subtitle: deviation.subtitle,
    note: [deviation.note, evaluationNote(averages)].filter(Boolean).join(" ") || null,
    data,
    layout: {
      shapes: evaluationMarks(theme, averages),
      ...layoutOf(canvas, {
        x: { title: axisTitle(theme, "training step"), range: padded(Math.min(...steps), Math.max(...steps)) },
        y: { ...deviation.yAxis(range), range },
        labels,
      }),
    },
    table: () => tableOf(deviation, runs),
  };
}

/** A run is named at its noise limit, where runs lie apart; a run without a name has its two lines named. */
function labelsOf(
  { channel }: Deviation,
  { run, content }: RunOf<DeviationRun>,
  color: string,
  bands: Bands,
  onAxis: (value: number) => number,
): EndLabel[] {
  const noise = onAxis(content.high.at(-1)!);
  if (run !== "") return [{ text: run, color, at: noise }];
  const last = channel === null ? bands.median.at(-1)! : (content.series.at(-1)![channel] ?? Number.NaN);
  return [
    { text: channel === null ? "median" : `channel ${channel}`, color, at: onAxis(last) },
    { text: "noise", color, at: noise },
  ];
}

/** A range with a little air; a single place gets a whole unit on either side. */
export function padded(low: number, high: number): [number, number] {
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** How wide the band for half of the channels is at the median step. */
function widthOf({ low50, high50 }: Bands): number {
  return quantileOf(
    high50.map((high, step) => high - low50[step]!),
    0.5,
  );
}

/** Wide enough for the noise limits and nearly all steps; a few steps far out do not flatten the rest. */
function rangeOf(
  deviation: Deviation,
  runs: readonly { content: DeviationRun; bands: Bands }[],
  onAxis: (value: number) => number,
): [number, number] {
  const ends = runs.flatMap(({ content, bands }) => {
    const chosen =
      deviation.channel === null ? [] : content.series.map((step) => step[deviation.channel!] ?? Number.NaN);
    return [
      [...bands.low90, ...chosen].map(onAxis),
      [...bands.high90, ...chosen].map(onAxis),
      content.low.map(onAxis),
      content.high.map(onAxis),
    ];
  });
  const least = Math.min(...ends.map((end) => quantileOf(end, 0.02)).filter(Number.isFinite));
  const most = Math.max(...ends.map((end) => quantileOf(end, 0.98)).filter(Number.isFinite));
  if (least > most) return [-1, 1];
  const air = (most - least || 1) * 0.08;
  if (deviation.logarithmic) return [Math.min(least - air, Math.log10(0.45)), Math.max(most + air, Math.log10(2.2))];
  const reach = Math.max(Math.abs(least), Math.abs(most)) + air;
  return [-reach, reach];
}

function channelTrace({ channel, quantity, unit }: Deviation, run: string, hue: string, content: DeviationRun): Data[] {
  if (channel === null) return [];
  const values = content.series.map((step) => step[channel] ?? Number.NaN);
  const hover = values.map((value) => `${named(run)}channel ${channel}: ${quantity} ${formatNumber(value)}${unit}`);
  return [lineTrace(hue, 2.2, content.running.steps, values, hover)];
}

function hoverText({ quantity, unit }: Deviation, run: string, bands: Bands, step: number): string {
  const between = (low: readonly number[], high: readonly number[]) =>
    `${formatNumber(low[step]!)} to ${formatNumber(high[step]!)}${unit}`;
  return (
    `${named(run)}median ${quantity} ${formatNumber(bands.median[step]!)}${unit}; ` +
    `nine tenths ${between(bands.low90, bands.high90)}`
  );
}

function named(run: string): string {
  return run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
}

function tableOf(deviation: Deviation, runs: readonly (RunOf<DeviationRun> & { bands: Bands })[]): Table {
  const { channel, quantity } = deviation;
  const withRun = runs.some(({ run }) => run !== "");
  return {
    caption: deviation.title,
    columns: [
      ...(withRun ? ["run"] : []),
      "step",
      "values per statistic (m)",
      `median ${quantity}`,
      "5th percentile",
      "25th percentile",
      "75th percentile",
      "95th percentile",
      "noise, low",
      "noise, high",
      ...(channel === null ? [] : [`channel ${channel}`]),
    ],
    rows: runs.flatMap(({ run, content: { running, series, low, high }, bands }) =>
      running.steps.map((step, i) => [
        ...(withRun ? [cleanName(run)] : []),
        formatExact(step),
        running.count[i]!,
        bands.median[i]!,
        bands.low90[i]!,
        bands.low50[i]!,
        bands.high50[i]!,
        bands.high90[i]!,
        low[i]!,
        high[i]!,
        ...(channel === null ? [] : [series[i]![channel] ?? Number.NaN]),
      ]),
    ),
  };
}
