import type { Data } from "plotly.js";
import { formatCount, formatExact, formatNumber, formatShare } from "../../engine/formatNumber";
import type { OverTime } from "../../engine/report";
import { logTicks } from "./channelStrip";
import { evaluationMarks, evaluationNote } from "./evaluationMarks";
import type { Canvas, Figure, Quantity, RunOf } from "./figure";
import { type Bin, binsOf, bulkOf, topOf } from "./histogram";
import { axisTitle, layoutOf } from "./layout";
import { shortName } from "./safeText";
import { sequentialScale } from "./sequentialScale";

/** Decades of density that a logarithmic scale tells apart. */
const MOST_DECADES = 5;
const BAR_ROOM = 84;

/**
 * How did the distribution change? Steps from left to right, values upwards, density as colour.
 *
 * @param runs all that are shown, so that they share their axes and colours
 * @param shown which of them this figure draws
 */
export function distributionOverTimeFigure(
  canvas: Canvas,
  layer: string,
  runs: readonly RunOf<OverTime>[],
  shown: RunOf<OverTime>,
  logarithmic = false,
  quantity: Quantity = "activation",
): Figure {
  const { theme } = canvas;
  const { run, content } = shown;
  const all = runs.map(({ content: { edges, counts } }) => counts.map((step) => binsOf({ edges, counts: step })));
  const own = content.counts.map((step) => binsOf({ edges: content.edges, counts: step }));
  const scale = scaleOf(all.flat(), logarithmic);
  const title = `${shortName(layer, 40)}${run === "" ? "" : `, ${shortName(run, 24)}`} · how did the distribution change?`;
  const evaluated = [{ ...shown, content: { steps: content.steps, logged: content } }];
  const layout = layoutOf(canvas, {
    x: { title: axisTitle(theme, "training step"), range: wholeColumns(runs) },
    y: { title: axisTitle(theme, quantity), range: bulkOf(all.map((run) => spanned(run))) },
    labels: [],
  });
  return {
    id: "distribution-over-time",
    title,
    subtitle:
      "Each column is a step, as a histogram seen from above: the stronger the colour, the more of that step's values lie there.",
    note: [movedNote(own, content.steps), thinnedNote(content), scale.note, evaluationNote(evaluated)]
      .filter(Boolean)
      .join(" "),
    data: [heatmap(canvas, content, own, scale)],
    layout: {
      ...layout,
      margin: { ...layout.margin, r: BAR_ROOM },
      hovermode: "closest",
      shapes: evaluationMarks(theme, evaluated).map((mark) => ({ ...mark, layer: "above" as const })),
    },
    table: () => ({
      caption: title,
      columns: ["step", "from", "to", "values", "share", "density"],
      rows: own.flatMap((bins, i) => {
        const total = totalOf(bins);
        return bins
          .filter(({ count }) => count > 0)
          .map(({ low, high, count, density }) => [
            formatExact(content.steps[i]!),
            low,
            high,
            count,
            count / total,
            density,
          ]);
      }),
    }),
  };
}

interface Scale {
  readonly logarithmic: boolean;
  /** On the axis as it is drawn. */
  readonly range: [number, number];
  readonly note: string | null;
}

function scaleOf(steps: readonly (readonly Bin[])[], logarithmic: boolean): Scale {
  const densities = steps.flatMap((bins) => bins.map(({ density }) => density)).filter((density) => density > 0);
  if (densities.length === 0) return { logarithmic: false, range: [0, 1], note: null };
  const most = densities.reduce((a, b) => Math.max(a, b));
  if (logarithmic) {
    const least = densities.reduce((a, b) => Math.min(a, b));
    const top = Math.log10(most);
    return { logarithmic, range: [Math.max(Math.log10(least), top - MOST_DECADES), top], note: null };
  }
  // By the highest of each bin, as one histogram: a bin that dwarfs all others must not take their colours.
  const { top, cut } = topOf([crest(steps)], false);
  return {
    logarithmic,
    range: [0, cut === null ? most : top],
    note: cut === null ? null : `Densities up to ${formatNumber(cut)} have the last colour.`,
  };
}

/** Each bin as it was at its highest; runs have bins of their own. */
function crest(steps: readonly (readonly Bin[])[]): Bin[] {
  const highest = new Map<string, Bin>();
  for (const bin of steps.flat()) {
    const key = `${bin.low} ${bin.high}`;
    if (bin.density > (highest.get(key)?.density ?? -1)) highest.set(key, bin);
  }
  return [...highest.values()];
}

function heatmap({ theme }: Canvas, { steps, edges }: OverTime, own: readonly (readonly Bin[])[], scale: Scale): Data {
  const { logarithmic, range } = scale;
  const rows = Array.from({ length: edges.length - 1 }, (_, bin) => own.map((bins) => bins[bin]!));
  const totals = own.map(totalOf);
  const size = theme.fontSize - 2;
  const ticks = logarithmic ? logTicks(range) : null;
  return {
    type: "heatmap",
    x: [...steps],
    y: Array.from(edges),
    z: rows.map((row) =>
      row.map(({ count, density }) => (count === 0 ? null : logarithmic ? Math.log10(density) : density)),
    ),
    zmin: range[0],
    zmax: range[1],
    colorscale: sequentialScale(theme),
    hoverongaps: false,
    text: rows.map((row) => row.map((bin, i) => hoverText(steps[i]!, bin, totals[i]!))),
    hovertemplate: "%{text}<extra></extra>",
    colorbar: {
      title: {
        text: logarithmic ? "density, log" : "density",
        side: "right",
        font: { family: theme.fontFamily, size, color: theme.muted },
      },
      thickness: 12,
      len: 1,
      xpad: 8,
      ypad: 0,
      outlinewidth: theme.highContrast ? 1 : 0,
      outlinecolor: theme.foreground,
      tickfont: { family: theme.fontFamily, size, color: theme.muted },
      exponentformat: "power",
      ...(ticks ? { ...ticks, tickvals: ticks.tickvals.map(Math.log10) } : { nticks: 5 }),
    },
  } as unknown as Data;
}

function hoverText(step: number, { low, high, count, density }: Bin, total: number): string {
  return `step ${formatExact(step)}<br>${formatNumber(low)} to ${formatNumber(high)}: ${formatCount(count)} values (${formatShare(count / total)}), density ${formatNumber(density)}`;
}

/** Bins that hold something in any step, as one histogram. */
function spanned(steps: readonly (readonly Bin[])[]): Bin[] {
  return steps[0]!.map((bin, i) => ({ ...bin, count: steps.reduce((sum, bins) => sum + bins[i]!.count, 0) }));
}

/** From the left of the first column to the right of the last. */
function wholeColumns(runs: readonly RunOf<OverTime>[]): [number, number] {
  const ends = runs.map(({ content: { steps } }) => {
    const [first, second, beforeLast, last] = [steps[0]!, steps[1]!, steps.at(-2)!, steps.at(-1)!];
    return [first - (second - first) / 2, last + (last - beforeLast) / 2] as const;
  });
  return [Math.min(...ends.map(([from]) => from)), Math.max(...ends.map(([, to]) => to))];
}

/** Where the values lay at first and at last. */
function movedNote(own: readonly (readonly Bin[])[], steps: readonly number[]): string {
  const at = (bins: readonly Bin[]) => {
    const [low, middle, high] = [0.05, 0.5, 0.95].map((p) => formatNumber(Number(quantileOf(bins, p).toPrecision(2))));
    return `nine tenths of the values lay between about ${low} and ${high}, half below ${middle}`;
  };
  return `At step ${formatCount(steps[0]!)} ${at(own[0]!)}; at step ${formatCount(steps.at(-1)!)} ${at(own.at(-1)!).replace("nine tenths of the values lay ", "")}.`;
}

/** Within its bin, as if values lay evenly in it. */
function quantileOf(bins: readonly Bin[], p: number): number {
  let below = p * totalOf(bins);
  for (const { low, high, count } of bins) {
    if (count > 0 && below <= count) return low + (high - low) * (below / count);
    below -= count;
  }
  return bins.at(-1)!.high;
}

function totalOf(bins: readonly Bin[]): number {
  return bins.reduce((sum, { count }) => sum + count, 0);
}

function thinnedNote({ steps, logged }: OverTime): string | null {
  return steps.length < logged
    ? `${formatCount(steps.length)} of ${formatCount(logged)} logged steps are drawn.`
    : null;
}
