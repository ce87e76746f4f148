import type { Annotations, Data, Shape } from "plotly.js";
import { formatCount, formatNumber } from "../../engine/formatNumber";
import { worstChannels } from "../../engine/whatIf/batchSize";
import type { BatchSizeSensitivity } from "../../engine/whatIf/sensitivity";
import { type Bands, bandsOf } from "./bands";
import { noiseAxis, type Plane, planeOf, sizeAxis } from "./batchSizeAxes";
import { otherName, otherTraces } from "./batchSizeOthers";
import { batchSizeTable } from "./batchSizeTable";
import { type Canvas, type Figure, hueOf, type Theme } from "./figure";
import { layoutOf } from "./layout";
import { shortName } from "./safeText";
import { bandTraces, limitTrace, lineTrace } from "./traces";

/** Is the batch large enough for batch norm? Noise by batch size, beside the methods that do without the batch. */
export function batchSizeFigure(canvas: Canvas, layer: string, found: BatchSizeSensitivity): Figure {
  const { theme } = canvas;
  const { sizes, limit, others } = found;
  const hue = hueOf(theme, 0);
  const bands = bandsOf(sizes.map(({ noise }) => noise));
  const plane = planeOf(canvas, found, bands);
  const layout = layoutOf(canvas, {
    x: sizeAxis(theme, plane.last, canvas.width),
    y: noiseAxis(theme, plane),
    labels: [
      { text: "batch norm", color: hue, at: Math.log10(plane.end) },
      { text: `limit ${formatNumber(limit)}`, color: theme.foreground, at: Math.log10(limit) },
      ...others.map((other, i) => ({ text: otherName(other), color: hueOf(theme, i + 1), at: plane.lanes[i]! })),
    ],
  });
  return {
    id: "batch-size",
    title: titleOf(layer, found),
    subtitle:
      "Noise that a batch's own statistics put on batch norm's output, where σ is 1. Line: RMS of all channels; bands: half " +
      "and nine tenths of them. At the foot: methods in which the rest of the batch has no part.",
    note: null,
    data: [
      ...noiseTraces(theme, found, bands, plane),
      limitTrace(theme.foreground, [1, plane.last], [limit, limit]),
      ...otherTraces(theme, others, plane),
      ...smallestTraces(theme, found, plane),
    ],
    layout: {
      ...layout,
      annotations: [...(layout.annotations ?? []), ...smallestText(theme, found, plane)],
      shapes: [footShape(theme, plane)],
    },
    table: () => batchSizeTable(layer, found, bands),
  };
}

function titleOf(layer: string, { sizes, smallest, limit }: BatchSizeSensitivity): string {
  const question = `${shortName(layer, 40)} · is the batch large enough for batch norm?`;
  const size = formatCount(smallest.size);
  const noiseAt = (wanted: number) => formatNumber(sizes.find((one) => one.size === wanted)!.rms);
  if (smallest.isExtrapolated) {
    const largest = sizes.at(-1)!;
    return `${question} Not at ${formatCount(largest.size)}, with ${formatNumber(largest.rms)} σ of noise: ${formatNumber(limit)} σ takes about ${size}`;
  }
  if (smallest.size === 1) return `${question} Any is: one example puts ${noiseAt(1)} σ of noise on it`;
  return `${question} From ${size} on, with ${noiseAt(smallest.size)} σ of noise`;
}

/** Bands and line of batch norm, and its way on to a size that could not be drawn. */
function noiseTraces(theme: Theme, found: BatchSizeSensitivity, bands: Bands, { floor, last, end }: Plane): Data[] {
  const hue = hueOf(theme, 0);
  const sizes = found.sizes.map(({ size }) => size);
  // Zero has no place on the axis.
  const drawn = (values: readonly number[]) => values.map((value) => Math.max(value, floor));
  const { low90, low50, median, high50, high90 } = bands;
  const lifted = {
    low90: drawn(low90),
    low50: drawn(low50),
    median: drawn(median),
    high50: drawn(high50),
    high90: drawn(high90),
  };
  const rms = drawn(found.sizes.map((one) => one.rms));
  const beyond =
    last > sizes.at(-1)! ? [limitTrace(hue, [sizes.at(-1)!, last], [rms.at(-1)!, Math.max(end, floor)])] : [];
  const line = lineTrace(
    hue,
    2.2,
    sizes,
    rms,
    sizes.map((_, i) => hoverText(found, bands, i)),
  );
  return [...bandTraces(theme, hue, sizes, lifted), ...beyond, { ...line, mode: "lines+markers" } as Data];
}

function hoverText({ sizes, channels }: BatchSizeSensitivity, { low90, high90 }: Bands, i: number): string {
  const one = sizes[i]!;
  const worst = worstChannels(one, channels.judged, 1).map(
    ({ channel, noise }) => `; noisiest: channel ${channel}, ${formatNumber(noise)} σ`,
  );
  return (
    `<b>batch norm</b> ${formatNumber(one.rms)} σ of noise: ${formatNumber(one.fromMean)} of the mean, ` +
    `${formatNumber(one.fromVariance)} of the variance<br>` +
    `nine tenths of channels ${formatNumber(low90[i]!)} to ${formatNumber(high90[i]!)} σ${worst.join("")}`
  );
}

/** Where the smallest batch that is enough has its mark; null where it is beyond the axis, or without noise. */
function smallestPoint(
  { sizes, smallest, limit }: BatchSizeSensitivity,
  { last }: Plane,
): readonly [number, number] | null {
  if (smallest.isExtrapolated) return last === smallest.size ? [smallest.size, limit] : null;
  const { rms } = sizes.find(({ size }) => size === smallest.size)!;
  return rms > 0 ? [smallest.size, rms] : null;
}

/** A mark on the smallest batch that is enough, over a line down to its size. */
function smallestTraces(theme: Theme, found: BatchSizeSensitivity, plane: Plane): Data[] {
  const point = smallestPoint(found, plane);
  if (point === null) return [];
  const [size, noise] = point;
  const quiet = { type: "scatter", hoverinfo: "skip" } as const;
  const line = { color: theme.foreground, width: 1.2, dash: "dot" } as const;
  const marker = { symbol: "circle-open", size: 13, color: theme.foreground, line: { width: 2 } } as const;
  const foot = 10 ** plane.foot;
  return [
    { ...quiet, mode: "lines", x: [size, size], y: [Math.max(noise, foot), foot], line },
    { ...quiet, mode: "markers", x: [size], y: [Math.max(noise, foot)], marker },
  ];
}

/** Right of the mark above the falling line, or left of it below where the right has no room. */
function smallestText(theme: Theme, found: BatchSizeSensitivity, plane: Plane): Partial<Annotations>[] {
  const point = smallestPoint(found, plane);
  if (point === null) return [];
  const [size, noise] = point;
  const right = size < Math.sqrt(plane.last);
  const name = found.smallest.isExtrapolated ? `about ${formatCount(size)}` : formatCount(size);
  return [
    {
      text: `<b>${name} ${size === 1 ? "is" : "are"} enough</b>`,
      font: { color: theme.foreground, size: theme.fontSize - 1 },
      x: Math.log10(size),
      y: Math.log10(noise),
      xanchor: right ? "left" : "right",
      yanchor: right ? "bottom" : "top",
      xshift: right ? 8 : -10,
      yshift: right ? 5 : -5,
      showarrow: false,
    },
  ];
}

/** The foot of the figure is no part of the axis above it. */
function footShape(theme: Theme, { foot, bottom }: Plane): Partial<Shape> {
  return {
    type: "rect",
    layer: "below",
    xref: "paper",
    yref: "y",
    x0: 0,
    x1: 1,
    y0: 10 ** bottom,
    y1: 10 ** foot,
    fillcolor: theme.grid,
    line: { width: theme.highContrast ? 1 : 0, color: theme.muted },
  };
}
