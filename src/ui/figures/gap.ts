import type { Data, LayoutAxis } from "plotly.js";
import { formatCount, formatExact, formatNumber } from "../../engine/formatNumber";
import { EXPLAINED, isBeyondNoise, type TrainEvalGap } from "../../engine/whatIf/trainEvalGap";
import { logTicks } from "./channelStrip";
import { indexTicks } from "./channels";
import { type Canvas, type Figure, hueOf, type Theme } from "./figure";
import { gapTable } from "./gapTable";
import { axisTitle, layoutOf } from "./layout";
import { shortName } from "./safeText";
import { thinned } from "./thinned";
import { bandTrace, limitTrace } from "./traces";

/** By how much do a layer's outputs in training and in inference differ? Each channel's gap over what sampling explains. */
export function gapFigure(canvas: Canvas, layer: string, found: TrainEvalGap): Figure {
  const { theme } = canvas;
  const order = [...found.gap.keys()].sort((a, b) => found.gap[b]! - found.gap[a]! || a - b);
  const places = thinned(order.length, (place) => place === order.length - 1);
  const range = rangeOf(found);
  const floor = 10 ** range[0];
  const [hue, noiseHue] = [hueOf(theme, 0), hueOf(theme, 1)];
  const ends = [-0.5, order.length - 0.5];
  const level = (color: string, value: number) =>
    limitTrace(color, ends, [Math.max(value, floor), Math.max(value, floor)]);
  const lastNoise = EXPLAINED * found.noiseByChannel[order.at(-1)!]!;
  const { reestimated, rms } = found;
  return {
    id: "gap",
    title: titleOf(layer, found),
    subtitle:
      "RMS difference of each channel's outputs on the same activations, largest first. ● mostly the mean's, ◇ mostly the " +
      "variance's; shaded: what sampling noise explains in 95 of 100 channels. Dashed: RMS of all channels, now and with " +
      "statistics estimated anew.",
    note: null,
    data: [
      noiseTrace(theme, noiseHue, found, order, places, floor),
      level(hue, rms),
      ...(reestimated === null ? [] : [level(theme.foreground, reestimated)]),
      gapTrace(hue, found, order, places, floor),
    ],
    layout: {
      ...layoutOf(canvas, {
        x: {
          title: axisTitle(theme, `channel, by its gap (${formatCount(order.length)} in all)`),
          range: [-0.7, order.length - 0.3],
          showgrid: false,
          ...indexTicks(order, canvas.width * (order.length > 1000 ? 0.6 : 1)),
          tickangle: 0,
        },
        y: gapAxis(theme, range),
        labels: [
          { text: `RMS ${formatNumber(rms)}`, color: hue, at: onAxis(rms, floor) },
          ...(reestimated === null
            ? []
            : [
                {
                  text: `anew ${formatNumber(reestimated)}`,
                  color: theme.foreground,
                  at: onAxis(reestimated, floor),
                },
              ]),
          { text: "sampling", color: noiseHue, at: onAxis(lastNoise, floor) },
        ],
      }),
      hovermode: "closest",
    },
    table: () => gapTable(layer, found, order),
  };
}

function titleOf(layer: string, found: TrainEvalGap): string {
  const question = `${shortName(layer, 40)} · do training and inference differ?`;
  const { rms, noise, gap } = found;
  const beyond = [...gap.keys()].filter((channel) => isBeyondNoise(found, channel)).length;
  if (found.cause === "sampling") {
    return `${question} No more than sampling explains: by ${formatNumber(rms)}, and its noise is ${formatNumber(noise)}`;
  }
  return (
    `${question} By ${formatNumber(rms)}, with ${formatNumber(noise)} of sampling noise; beyond it are ` +
    `${formatCount(beyond)} of ${formatCount(gap.length)} channels`
  );
}

const DECADES = 4;
/** What is so much smaller than sampling noise makes is not told apart. */
const LEAST_OF_NOISE = 0.1;

/** Logarithms of the axis' ends. */
function rangeOf({ gap, noiseByChannel, rms, reestimated }: TrainEvalGap): [number, number] {
  const explained = [...noiseByChannel].filter((noise) => noise > 0).map((noise) => EXPLAINED * noise);
  const least = LEAST_OF_NOISE * explained.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const gaps = [...gap].map((value) => (least < Number.POSITIVE_INFINITY ? Math.max(value, least) : value));
  const values = [...gaps, ...explained, rms, reestimated ?? 0];
  const drawn = values.filter((value) => value > 0).map(Math.log10);
  if (drawn.length === 0) return [-DECADES, 0];
  const [low, high] = [drawn.reduce((a, b) => Math.min(a, b)), drawn.reduce((a, b) => Math.max(a, b))];
  const air = 0.08 * Math.max(1, high - low);
  return [Math.max(low - air, high - DECADES), high + air];
}

function onAxis(value: number, floor: number): number {
  return Math.log10(Math.max(value, floor));
}

function gapAxis(theme: Theme, range: [number, number]): Partial<LayoutAxis> & { range: [number, number] } {
  return { type: "log", range, title: axisTitle(theme, "difference of outputs (RMS)"), ...logTicks(range) };
}

/** A step for each channel, from the foot of the figure to where its noise ends. */
function noiseTrace(
  theme: Theme,
  hue: string,
  { noiseByChannel }: TrainEvalGap,
  order: readonly number[],
  places: readonly number[],
  floor: number,
): Data {
  const x = places.flatMap((place, i) => [place - 0.5, (places[i + 1] ?? place + 1) - 0.5]);
  const high = places.flatMap((place) => {
    const noise = Math.max(floor, EXPLAINED * noiseByChannel[order[place]!]!);
    return [noise, noise];
  });
  return bandTrace(
    theme,
    hue,
    x,
    high.map(() => floor),
    high,
    0.3,
  );
}

function gapTrace(
  hue: string,
  found: TrainEvalGap,
  order: readonly number[],
  places: readonly number[],
  floor: number,
): Data {
  const channels = places.map((place) => order[place]!);
  const ofMean = (c: number) => found.fromMean[c]! >= found.fromVariance[c]!;
  const size = order.length > 150 ? 4 : 7;
  return {
    type: "scatter",
    mode: "markers",
    cliponaxis: false,
    x: [...places],
    // Zero has no place on the axis.
    y: channels.map((c) => Math.max(floor, found.gap[c]!)),
    marker: {
      color: hue,
      opacity: 1,
      symbol: channels.map((c) => (ofMean(c) ? "circle" : "diamond-open")),
      size: channels.map((c) => (ofMean(c) ? size : size + 1)),
      line: { width: channels.map((c) => (ofMean(c) ? 0 : 1.5)) },
    },
    text: channels.map((c) => hoverText(found, c)),
    hovertemplate: "%{text}<extra></extra>",
  };
}

function hoverText(found: TrainEvalGap, c: number): string {
  const { gap, fromMean, fromVariance, noiseByChannel } = found;
  return (
    `channel ${c}: ${formatExact(gap[c]!)}<br>${formatNumber(fromMean[c]!)} of the mean, ` +
    `${formatNumber(fromVariance[c]!)} of the variance<br>sampling noise ${formatNumber(noiseByChannel[c]!)}` +
    `${isBeyondNoise(found, c) ? ", which does not explain it" : ""}`
  );
}
