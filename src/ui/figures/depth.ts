import type { Annotations, Data } from "plotly.js";
import { formatNumber } from "../../engine/formatNumber";
import type { NormLayer } from "../../engine/norms/normLayer";
import { type Bands, quantileOf } from "./bands";
import { logTicks, rangeOf } from "./channelStrip";
import { type Canvas, type Figure, hueOf } from "./figure";
import { layerAxis, layerText } from "./layerAxis";
import { bandsOfLayers, positiveOnly } from "./layerBands";
import { axisTitle, layoutOf } from "./layout";
import { farFromRest, listOf } from "./outliers";
import { cleanName, plotText, shortName } from "./safeText";
import { thinned } from "./thinned";
import { bandTraces, limitTrace } from "./traces";

/** The parameter that is followed through the network. */
export type Followed = "runningVariance" | "weight";

const WORDS = {
  runningVariance: { id: "depth-variance", what: "running variance", axis: "running variance" },
  weight: { id: "depth-gamma", what: "γ", axis: "γ" },
} as const;

/** A layer's median variance within this factor of the layers' median is usual. */
const USUAL_FACTOR = 30;

/** Layers whose names are written into the figure. */
const MOST_NAMED = 3;

/** Where does the scale leave the usual range? Each layer's median channel and bands, in the order of the file. */
export function depthFigure(
  canvas: Canvas,
  norms: readonly NormLayer[],
  followed: Followed,
  selected: string | null,
): Figure {
  const { theme } = canvas;
  const { id, what, axis } = WORDS[followed];
  const layers = norms.flatMap((norm) => (norm[followed] === null ? [] : [{ norm, parameter: norm[followed] }]));
  const logarithmic = followed === "runningVariance";
  const onAxis = (value: number) => (logarithmic ? (value > 0 ? Math.log10(value) : Number.NaN) : value);
  const bands = bandsOfLayers(layers.map(({ parameter }) => parameter));
  const far = farFromRest(Float64Array.from(bands.median, onAxis), logarithmic ? Math.log10(USUAL_FACTOR) : 1);
  const middle = quantileOf(bands.median, 0.5);
  const range = rangeOf([...bands.low90, ...bands.high90, ...bands.median].map(onAxis));
  const places = thinned(layers.length, (place) => far[place]!);
  const pick = <T>(of: readonly T[]) => places.map((place) => of[place]!);
  const hue = hueOf(theme, 0);
  const at = layers.findIndex(({ norm }) => norm.name === selected);
  const all = positiveOnly(bands, logarithmic);
  const drawn: Bands = {
    low90: pick(all.low90),
    low50: pick(all.low50),
    median: pick(all.median),
    high50: pick(all.high50),
    high90: pick(all.high90),
  };
  const data: Data[] = [
    ...bandTraces(theme, hue, places, drawn),
    limitTrace(theme.reference, [-0.6, layers.length - 0.4], [middle, middle]),
    {
      type: "scatter",
      mode: "lines+markers",
      x: places,
      y: drawn.median.map((value) => (Number.isFinite(value) ? value : null)),
      line: { color: hue, width: 1.8 },
      marker: {
        color: pick(far).map((isFar) => hueOf(theme, isFar ? 1 : 0)),
        symbol: pick(far).map((isFar) => (isFar ? "triangle-up" : "circle")),
        size: pick(far).map((isFar) => (isFar ? 11 : layers.length > 80 ? 4 : 6)),
        opacity: 1,
        line: { width: 0 },
      },
      text: places.map((place) => hoverText(layers[place]!.norm.name, place, bands)),
      hovertemplate: "%{text}<extra></extra>",
    },
  ];
  const layout = layoutOf(canvas, {
    x: layerAxis(
      canvas,
      layers.map(({ norm }) => norm.name),
    ),
    y: {
      title: axisTitle(theme, axis),
      range,
      type: logarithmic ? "log" : "linear",
      ...(logarithmic ? logTicks(range) : {}),
    },
    labels: [{ text: "median layer", color: theme.muted, at: onAxis(middle) }],
  });
  const title = `Where does ${what} leave the usual range?`;
  return {
    id,
    title,
    subtitle:
      "Line: each layer's median channel; bands: half and nine tenths of its channels. Dashed: median layer; ▲ far from it.",
    note: noteOf(layers, bands, far, middle, what),
    data,
    layout: {
      ...layout,
      hovermode: "closest",
      annotations: [
        ...(layout.annotations ?? []),
        ...far
          .flatMap((isFar, place) => (isFar ? [place] : []))
          .slice(0, MOST_NAMED)
          .map((place) =>
            nameAt(layers[place]!.norm.name, place, layers.length, onAxis(bands.median[place]!), hueOf(theme, 1)),
          ),
      ],
      shapes: at < 0 ? [] : [markOf(at, theme.reference)],
    },
    table: () => ({
      caption: title,
      columns: [
        "layer",
        "channels",
        "median",
        "5th percentile",
        "25th percentile",
        "75th percentile",
        "95th percentile",
      ],
      rows: layers.map(({ norm }, place) => [
        cleanName(norm.name),
        norm.channels,
        bands.median[place]!,
        bands.low90[place]!,
        bands.low50[place]!,
        bands.high50[place]!,
        bands.high90[place]!,
      ]),
    }),
  };
}

/** A thin line through the selected layer. */
export function markOf(place: number, color: string) {
  const line = { color, width: 1, dash: "dot" as const };
  return {
    type: "line" as const,
    xref: "x" as const,
    yref: "paper" as const,
    x0: place,
    x1: place,
    y0: 0,
    y1: 1,
    line,
  };
}

/** A layer's name beside its dot, on the side where there is room. */
function nameAt(name: string, place: number, count: number, at: number, color: string): Partial<Annotations> {
  const left = place > count / 2;
  return {
    text: plotText(name, 24),
    x: place,
    y: at,
    xanchor: left ? "right" : "left",
    xshift: left ? -9 : 9,
    yanchor: "middle",
    showarrow: false,
    font: { color },
  };
}

function hoverText(name: string, place: number, bands: Bands): string {
  const of = (values: readonly number[]) => formatNumber(values[place]!);
  return `${layerText(name, place)}<br>median ${of(bands.median)}<br>nine tenths ${of(bands.low90)} to ${of(bands.high90)}`;
}

function noteOf(
  layers: readonly { readonly norm: NormLayer }[],
  bands: Bands,
  far: readonly boolean[],
  middle: number,
  what: string,
): string {
  if (layers.length === 0) return `No layer of this file keeps ${what === "γ" ? "a γ" : "a running variance"}.`;
  const names = layers.flatMap(({ norm }, place) =>
    far[place] ? [`${shortName(norm.name, 28)} at ${formatNumber(bands.median[place]!)}`] : [],
  );
  if (names.length > 0)
    return `Far from the median layer, ${formatNumber(middle)}: ${listOf(names, layers.length, "layers")}.`;
  return `All ${layers.length} layers lie near the median layer, ${formatNumber(middle)}.`;
}
