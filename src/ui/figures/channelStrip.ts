import type { Data } from "plotly.js";
import { formatExact, formatNumber } from "../../engine/formatNumber";
import { bandsOf, quantileOf } from "./bands";
import { indexTicks } from "./channels";
import { type Canvas, type Figure, hueOf } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { thinned } from "./thinned";
import { bandTrace, limitTrace } from "./traces";

/** One number a channel, as dots from left to right over the band that most of them lie in. */
export interface Strip {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly note: string;
  /** The number's name and unit: "running σ (unit of the activations)". */
  readonly quantity: string;
  readonly xTitle: string;
  readonly values: Float64Array;
  /** Channels from left to right. */
  readonly order: readonly number[];
  /** What is remarkable about a channel, in words; null for most. */
  readonly remarks: readonly (Remark | null)[];
  readonly logarithmic: boolean;
}

export type Remark = "far from the rest" | "near zero" | "zero" | "negative" | "not finite";

const SYMBOLS: Readonly<Record<Remark, string>> = {
  "far from the rest": "triangle-up",
  "near zero": "x",
  zero: "x",
  negative: "square",
  "not finite": "diamond",
};

/** Dots in the given order, remarkable ones by shape and colour; very many are thinned out. */
export function channelStrip(canvas: Canvas, strip: Strip): Figure {
  const { values, order, remarks, logarithmic } = strip;
  const { theme } = canvas;
  const hue = hueOf(theme, 0);
  const onAxis = (value: number) => (logarithmic ? (value > 0 ? Math.log10(value) : Number.NaN) : value);
  const range = rangeOf(Array.from(values, onAxis));
  const places = thinned(order.length, (place) => remarks[order[place]!] !== null);
  const bands = bandsOf([values]);
  const ends = [-0.7, order.length - 0.3];
  const both = ([value]: readonly number[]) => [value!, value!];
  const floor = logarithmic ? 10 ** range[0] : range[0];
  const data: Data[] = [
    bandTrace(theme, hue, ends, both(bands.low90), both(bands.high90), 0.12),
    bandTrace(theme, hue, ends, both(bands.low50), both(bands.high50), 0.2),
    limitTrace(theme.reference, ends, both(bands.median)),
    {
      type: "scatter",
      mode: "markers",
      cliponaxis: false,
      x: places,
      // What the axis does not have lies at its foot.
      y: places.map((place) => (Number.isNaN(onAxis(values[order[place]!]!)) ? floor : values[order[place]!]!)),
      marker: {
        color: places.map((place) => hueOf(theme, remarks[order[place]!] ? 1 : 0)),
        opacity: 1,
        line: { width: 0 },
        symbol: places.map((place) => (remarks[order[place]!] ? SYMBOLS[remarks[order[place]!]!] : "circle")),
        size: places.map((place) => (remarks[order[place]!] ? 10 : order.length > 150 ? 4 : 6)),
      },
      text: places.map((place) => hoverText(strip, order[place]!)),
      hovertemplate: "%{text}<extra></extra>",
    },
  ];
  return {
    id: strip.id,
    title: strip.title,
    subtitle: strip.subtitle,
    note: strip.note,
    data,
    layout: {
      ...layoutOf(canvas, {
        x: {
          title: axisTitle(theme, strip.xTitle),
          range: [ends[0]!, ends[1]!],
          showgrid: false,
          ...indexTicks(order, canvas.width),
        },
        y: {
          title: axisTitle(theme, strip.quantity),
          range,
          type: logarithmic ? "log" : "linear",
          ...(logarithmic ? logTicks(range) : { zeroline: true, zerolinecolor: theme.reference }),
        },
        labels: [{ text: "median", color: theme.muted, at: onAxis(bands.median[0]!) }],
      }),
      hovermode: "closest",
    },
    table: () => ({
      caption: strip.title,
      columns: ["channel", strip.quantity, "remark"],
      rows: order.map((channel) => [String(channel), values[channel]!, remarks[channel] ?? ""]),
    }),
  };
}

/** Channels by their value, ascending; those without a finite one last. */
export function byValue(values: Float64Array): number[] {
  const rank = (channel: number) => (Number.isNaN(values[channel]) ? Number.POSITIVE_INFINITY : values[channel]!);
  return Array.from(values, (_, channel) => channel).sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
}

/** Marks of a logarithmic axis written out: Plotly would write powers larger than all other ticks. */
export function logTicks([low, high]: readonly [number, number]) {
  const steps = high - low < 2.5 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((high - low) / 7));
  const tickvals: number[] = [];
  for (let power = Math.floor(low / every) * every; power <= Math.ceil(high); power += every)
    for (const step of steps) {
      const at = power + Math.log10(step);
      if (at >= low && at <= high) tickvals.push(step * 10 ** power);
    }
  return { tickmode: "array" as const, tickvals, ticktext: tickvals.map(formatNumber) };
}

/** From the least to the greatest finite value with a little air; at least a third of a decade on a log axis. */
export function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [quantileOf(values, 0), quantileOf(values, 1)];
  if (Number.isNaN(low)) return [-1, 1];
  const air = high === low ? Math.abs(high) * 0.1 || 0.2 : (high - low) * 0.08;
  return [low - air, high + air];
}

function hoverText({ quantity, values, remarks }: Strip, channel: number): string {
  const remark = remarks[channel] ? ` (${remarks[channel]})` : "";
  return `channel ${channel}${remark}<br>${quantity.replace(/ \(.*/, "")} ${formatExact(values[channel]!)}`;
}
