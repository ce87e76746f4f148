import type { Data } from "plotly.js";
import { robustSpread } from "../../engine/findings/robust";
import { formatExact, formatNumber, formatShare } from "../../engine/formatNumber";
import type { Channels } from "../../engine/report";
import { quantileOf } from "./bands";
import { type Canvas, type Figure, hueOf, type Quantity, type RunOf, withOpacity } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText, shortName } from "./safeText";
import { thinned } from "./thinned";

/** What is the matter with a channel; the worst wins. */
export type ChannelFault = "non-finite" | "dead" | "constant" | "outlier";

const SYMBOLS = { "non-finite": "diamond", dead: "x", constant: "square", outlier: "triangle-up" } as const;
const OUTLIER_SIGMAS = 6;

/**
 * Which channels are dead, constant, outliers or not finite? Mean ± σ of each, sorted by the first run's mean.
 *
 * @param axis that channels were taken to lie along, where a person may want to know
 */
export function channelsFigure(
  canvas: Canvas,
  layer: string,
  runs: readonly RunOf<Channels>[],
  quantity: Quantity = "activation",
  axis: number | null = null,
): Figure {
  const { theme } = canvas;
  const along = axis === null ? "" : ` (along axis ${axis})`;
  const order = orderOf(runs[0]!.content);
  const drawn = runs.map((of) => ({ ...of, hue: hueOf(theme, of.index), faults: channelFaults(of.content) }));
  const range = rangeOf(runs.map(({ content }) => content));
  const title = `${shortName(layer, 40)} · which channels stand out?`;
  const subtitle = `Mean (dot) ± standard deviation (bar) of each channel, sorted by mean${runs.length > 1 ? ` in ${cleanName(runs[0]!.run)}` : ""}. × dead, ■ constant, ▲ outlier, ◆ not finite.`;
  return {
    id: "channels",
    title,
    subtitle,
    note: noteOf(drawn),
    data: drawn.flatMap(({ run, hue, content, faults }, at) => {
      const shift = drawn.length === 1 ? 0 : (at / (drawn.length - 1) - 0.5) * 0.4;
      return channelTraces(theme.highContrast, run, hue, content, faults, order, shift, range);
    }),
    layout: {
      ...layoutOf(canvas, {
        x: {
          title: axisTitle(theme, `channel${along}, sorted by mean (${order.length} in all)`),
          range: [-0.7, order.length - 0.3],
          showgrid: false,
          ...indexTicks(order, canvas.width),
        },
        y: { title: axisTitle(theme, quantity), range, zeroline: true, zerolinecolor: theme.reference },
        labels: drawn
          .filter(({ run }) => run !== "")
          .map(({ run, hue, content }) => ({ text: run, color: hue, at: content.mean[order.at(-1)!]! })),
      }),
      hovermode: "closest",
    },
    table: () => ({
      caption: title,
      columns: ["run", "channel", "mean", "standard deviation", "min", "max", "zeros", "NaN or infinite", "remark"],
      rows: drawn.flatMap(({ run, content, faults }) =>
        order.map((c) => [
          run === "" ? "" : cleanName(run),
          String(c),
          content.mean[c]!,
          Math.sqrt(content.variance[c]!),
          content.min[c]!,
          content.max[c]!,
          formatShare(content.zeroFraction[c]!),
          content.nonFinite[c]!,
          faults[c] ?? "",
        ]),
      ),
    }),
  };
}

/** Per channel its worst fault, or null. An outlier's mean lies over 6 robust σ from the median channel's. */
export function channelFaults(channels: Channels): (ChannelFault | null)[] {
  const { centre, sigma } = robustSpread(channels.mean);
  const typical = Math.sqrt(Math.max(0, quantileOf(channels.variance, 0.5)));
  const far = OUTLIER_SIGMAS * Math.max(sigma, typical * 0.1);
  return Array.from(channels.mean, (mean, c) => {
    if (channels.nonFinite[c]! > 0) return "non-finite";
    if (channels.zeroFraction[c] === 1) return "dead";
    if (channels.min[c] === channels.max[c]) return "constant";
    return Math.abs(mean - centre) > far && far > 0 ? "outlier" : null;
  });
}

/** Ascending by mean; channels without a finite value come last. */
function orderOf({ mean }: Channels): number[] {
  const rank = (c: number) => (Number.isNaN(mean[c]) ? Number.POSITIVE_INFINITY : mean[c]!);
  return Array.from(mean, (_, c) => c).sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
}

function rangeOf(runs: readonly Channels[]): [number, number] {
  const reach = (sign: number) =>
    runs.flatMap(({ mean, variance }) => Array.from(mean, (value, c) => value + sign * Math.sqrt(variance[c]!)));
  const finite = [...reach(-1), ...reach(1), 0].filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  const air = (high - low || 1) * 0.1;
  return [low - air, high + air];
}

function channelTraces(
  highContrast: boolean,
  run: string,
  hue: string,
  channels: Channels,
  faults: readonly (ChannelFault | null)[],
  order: readonly number[],
  shift: number,
  range: [number, number],
): Data[] {
  const places = thinned(order.length, (place) => faults[order[place]!] !== null);
  const drawn = places.map((place) => order[place]!);
  const x = places.map((place) => place + shift);
  const std = drawn.map((c) => Math.sqrt(channels.variance[c]!));
  const name = run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
  const bars = drawn.flatMap((c, place) => [channels.mean[c]! - std[place]!, channels.mean[c]! + std[place]!, null]);
  const size = order.length > 150 ? 4 : 6;
  return [
    {
      type: "scatter",
      mode: "lines",
      x: x.flatMap((place) => [place, place, null]),
      y: bars,
      line: { color: withOpacity(hue, highContrast ? 0.9 : 0.45), width: order.length > 150 ? 1 : 3 },
      hoverinfo: "skip",
    },
    {
      type: "scatter",
      mode: "markers",
      cliponaxis: false,
      x,
      y: drawn.map((c) => (Number.isFinite(channels.mean[c]) ? channels.mean[c]! : range[0])),
      marker: {
        color: hue,
        opacity: 1,
        line: { width: 0 },
        symbol: drawn.map((c) => (faults[c] ? SYMBOLS[faults[c]] : "circle")),
        size: drawn.map((c) => (faults[c] ? 11 : size)),
      },
      text: drawn.map(
        (c, place) =>
          `${name}channel ${c}${faults[c] ? ` (${faults[c]})` : ""}<br>mean ${formatExact(channels.mean[c]!)}` +
          `<br>σ ${formatExact(std[place]!)}<br>zeros ${formatShare(channels.zeroFraction[c]!)}` +
          `, range ${formatNumber(channels.min[c]!)} to ${formatNumber(channels.max[c]!)}`,
      ),
      hovertemplate: "%{text}<extra></extra>",
    },
  ];
}

/** Channel numbers under the strip, as many as are readable. */
export function indexTicks(order: readonly number[], width: number) {
  const every = Math.ceil(order.length / Math.max(2, Math.floor(width / 32)));
  const places = order.map((_, place) => place).filter((place) => place % every === 0);
  return { tickmode: "array" as const, tickvals: places, ticktext: places.map((place) => String(order[place])) };
}

function noteOf(drawn: readonly { run: string; faults: readonly (ChannelFault | null)[] }[]): string {
  const notes = drawn.map(({ run, faults }) => {
    const found = (["non-finite", "dead", "constant", "outlier"] as const).flatMap((fault) => {
      const which = faults.flatMap((of, c) => (of === fault ? [c] : []));
      if (which.length === 0) return [];
      const list = which.length > 8 ? `${which.slice(0, 8).join(", ")} …` : which.join(", ");
      return [`${which.length} ${fault} (${list})`];
    });
    const who = run === "" ? "" : `${cleanName(run)}: `;
    return `${who}${found.length === 0 ? "no channel stands out" : found.join(", ")}.`;
  });
  const clean = drawn.every(({ faults }) => faults.every((fault) => fault === null));
  return clean ? "No channel stands out." : notes.join(" ");
}
