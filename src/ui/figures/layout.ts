import type { Annotations, Layout, LayoutAxis } from "plotly.js";
import type { Canvas, Theme } from "./figure";
import { plotText } from "./safeText";

const CHARACTER_WIDTH = 0.58;
const LONGEST_LABEL = 18;

/** A line's name, written where the line ends. */
export interface EndLabel {
  readonly text: string;
  readonly color: string;
  /** Where it would like to be, on the axis as it is drawn (a logarithm on a log axis). */
  readonly at: number;
}

interface Axes {
  readonly x: Partial<LayoutAxis>;
  readonly y: Partial<LayoutAxis> & { readonly range: [number, number] };
  readonly labels: readonly EndLabel[];
}

/** The layout that all figures share: quiet axes, room for the labels at the lines' ends. */
export function layoutOf(canvas: Canvas, { x, y, labels }: Axes): Partial<Layout> {
  const { theme, width, height } = canvas;
  const size = theme.fontSize - 2;
  const longest = Math.max(0, ...labels.map((label) => plotLabel(label.text).length));
  const right = labels.length === 0 ? 16 : Math.round(Math.min(width / 3, longest * size * CHARACTER_WIDTH + 14));
  const margin = { l: width < 420 ? 52 : 58, r: right, t: 8, b: 37 };
  const axis = axisOf(theme, size);
  return {
    width,
    height,
    margin,
    autosize: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.fontFamily, size, color: theme.foreground },
    showlegend: false,
    hovermode: "x unified",
    dragmode: "zoom",
    hoverlabel: {
      bgcolor: theme.background,
      bordercolor: theme.muted,
      font: { family: theme.fontFamily, size, color: theme.foreground },
      namelength: -1,
    },
    xaxis: { ...axis, ...spike(theme), ...x, nticks: Math.max(3, Math.floor(width / 75)) },
    yaxis: { ...axis, ...y, nticks: Math.max(4, Math.floor(height / 30)) },
    annotations: annotationsOf(labels, y.range, height - margin.t - margin.b, size),
  };
}

/** A title for an axis, in the quiet colour. */
export function axisTitle(theme: Theme, text: string, standoff = 4): LayoutAxis["title"] {
  return { text, standoff, font: { family: theme.fontFamily, size: theme.fontSize - 2, color: theme.muted } };
}

/** Moves places apart until neighbours are `gap` apart, within 0 and `size`; order is kept. */
export function spread(wanted: readonly number[], gap: number, size: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = order.map((i) => Math.min(size, Math.max(0, wanted[i]!)));
  for (let i = 1; i < placed.length; i++) placed[i] = Math.max(placed[i]!, placed[i - 1]! + gap);
  let ceiling = size;
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i]!, ceiling);
    ceiling = placed[i]! - gap;
  }
  const result = new Array<number>(wanted.length);
  order.forEach((from, place) => {
    result[from] = placed[place]!;
  });
  return result;
}

/** A thin line through the step that the pointer is at. */
function spike(theme: Theme): Partial<LayoutAxis> {
  const title = { unifiedhovertitle: { text: "step %{x}" } };
  return { spikecolor: theme.muted, spikethickness: 1, spikedash: "dot", ...title };
}

function annotationsOf(labels: readonly EndLabel[], range: [number, number], pixels: number, size: number) {
  const wanted = labels.map(({ at }) => {
    const share = (at - range[0]) / (range[1] - range[0]);
    return Number.isFinite(share) ? share * pixels : pixels / 2;
  });
  const places = spread(wanted, size * 1.35, pixels);
  return labels.map(
    (label, i): Partial<Annotations> => ({
      text: plotLabel(label.text),
      font: { color: label.color, size },
      xref: "paper",
      yref: "paper",
      x: 1,
      y: places[i]! / pixels,
      xanchor: "left",
      yanchor: "middle",
      xshift: 5,
      showarrow: false,
    }),
  );
}

function plotLabel(text: string): string {
  return plotText(text, LONGEST_LABEL);
}

function axisOf(theme: Theme, size: number): Partial<LayoutAxis> {
  return {
    gridcolor: theme.grid,
    linecolor: theme.grid,
    zeroline: false,
    tickfont: { family: theme.fontFamily, size, color: theme.muted },
    separatethousands: true,
    exponentformat: "power",
    fixedrange: false,
  };
}
