import type { Data } from "plotly.js";
import { formatNumber } from "../../engine/formatNumber";
import type { NormDrift, NormLayer, Spread } from "../../engine/norms/normLayer";
import { quantileOf } from "./bands";
import { logTicks } from "./channelStrip";
import { type Canvas, type Figure, hueOf } from "./figure";
import { layerAxis, layerText } from "./layerAxis";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, shortName } from "./safeText";
import { quiet } from "./traces";

/** What has moved: the statistics that training collected, or the parameters that it learned. */
export type Moved = "running" | "affine";

interface Measure {
  readonly key: keyof NormDrift;
  readonly label: string;
  readonly explained: string;
}

const MEASURES: Readonly<Record<Moved, readonly Measure[]>> = {
  running: [
    { key: "runningMean", label: "mean (σ)", explained: "the mean in the reference's running σ" },
    {
      key: "runningVariance",
      label: "variance (log₂)",
      explained: "the variance in doublings",
    },
  ],
  affine: [
    { key: "weight", label: "γ", explained: "γ in the reference's root mean square γ" },
    { key: "bias", label: "β", explained: "β in its root mean square β" },
  ],
};

const TITLES = {
  running: "How far have the running statistics moved from the reference?",
  affine: "How far have γ and β moved from the reference?",
} as const;

/** How far has each layer moved from the reference's? The median channel as a line, the one that moved most as a dot. */
export function driftFigure(canvas: Canvas, norms: readonly NormLayer[], moved: Moved): Figure {
  const { theme } = canvas;
  const measures = MEASURES[moved];
  const layers = norms.flatMap((norm) => {
    const { drift } = norm;
    return drift !== null && measures.some(({ key }) => drift[key] !== null) ? [{ norm, drift }] : [];
  });
  const places = layers.map((_, place) => place);
  const series = measures.map((measure, index) => ({
    ...measure,
    hue: hueOf(theme, index),
    spreads: layers.map(({ drift }) => drift[measure.key]),
  }));
  const known = series.filter(({ spreads }) => spreads.some((spread) => spread !== null));
  const range = rangeOf(known.flatMap(({ spreads }) => spreads));
  const floor = 10 ** range[0];
  const onAxis = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? null : Math.max(value, floor);
  const data = known.flatMap(({ label, hue, spreads }): Data[] => {
    const text = spreads.map((spread, place) => hoverText(layers[place]!.norm.name, place, label, spread));
    const line = { type: "scatter", mode: "lines", x: places, line: { color: hue, width: 1.8 } } as const;
    const dots = { color: hue, size: 7, symbol: "triangle-up", line: { width: 0 } } as const;
    return [
      quiet({ ...line, y: spreads.map((spread) => onAxis(spread?.median)) }),
      {
        type: "scatter",
        mode: "markers",
        x: places,
        y: spreads.map((spread) => onAxis(spread?.max)),
        marker: dots,
        text,
        hovertemplate: "%{text}<extra></extra>",
      },
    ];
  });
  return {
    id: `drift-${moved}`,
    title: TITLES[moved],
    subtitle: `Line: a layer's median channel; ▲ its channel that moved most. Measured: ${known.map(({ explained }) => explained).join("; ")}.`,
    note: noteOf(layers, known),
    data,
    layout: {
      ...layoutOf(canvas, {
        x: layerAxis(
          canvas,
          layers.map(({ norm }) => norm.name),
        ),
        y: { title: axisTitle(theme, "distance"), range, type: "log", ...logTicks(range) },
        labels: known.map(({ label, hue, spreads }) => ({
          text: label,
          color: hue,
          at: Math.log10(onAxis(spreads.at(-1)?.median) ?? floor),
        })),
      }),
      hovermode: "closest",
    },
    table: () => ({
      caption: TITLES[moved],
      columns: [
        "layer",
        ...known.flatMap(({ label }) => [`${label}, median`, `${label}, largest`, `${label}, channel`]),
      ],
      rows: layers.map(({ norm }, place) => [
        cleanName(norm.name),
        ...known.flatMap(({ spreads }) => {
          const spread = spreads[place];
          return spread ? [spread.median, spread.max, String(spread.channel)] : ["", "", ""];
        }),
      ]),
    }),
  };
}

function hoverText(name: string, place: number, label: string, spread: Spread | null): string {
  if (spread === null) return "";
  return `${layerText(name, place)}<br>${label}: median ${formatNumber(spread.median)}, channel ${spread.channel} ${formatNumber(spread.max)}`;
}

function noteOf(
  layers: readonly { readonly norm: NormLayer }[],
  known: readonly (Measure & { readonly spreads: readonly (Spread | null)[] })[],
): string {
  if (layers.length === 0) return "No layer of the two files has these parameters in common.";
  if (known.every(({ spreads }) => spreads.every((spread) => (spread?.max ?? 0) === 0)))
    return "Nothing has moved: the two files agree here.";
  const parts = known.map(({ label, spreads }) => {
    const worst = spreads.reduce(
      (most, spread, place) => (largest(spread) > largest(spreads[most]!) ? place : most),
      0,
    );
    const { name } = layers[worst]!.norm;
    return `${label}: ${formatNumber(largest(spreads[worst]!))} in ${shortName(name, 28)}, channel ${spreads[worst]?.channel}`;
  });
  return `Moved most: ${parts.join("; ")}.`;
}

function largest(spread: Spread | null): number {
  return spread !== null && Number.isFinite(spread.max) ? spread.max : 0;
}

/** Decades that the distances span, four at most: what has moved less lies at the axis's foot. */
function rangeOf(spreads: readonly (Spread | null)[]): [number, number] {
  const moved = spreads.flatMap((spread) => (spread ? [spread.median, spread.max] : [])).filter((far) => far > 0);
  const finite = moved.filter(Number.isFinite);
  if (finite.length === 0) return [-3, 0];
  const top = Math.log10(quantileOf(finite, 1));
  const foot = Math.max(Math.log10(quantileOf(finite, 0)), top - 4);
  return [foot - 0.1, top + 0.1];
}
