import type { Annotations, Data } from "plotly.js";
import { formatCount, formatNumber, formatShare } from "../../engine/formatNumber";
import type { Histogram, Statistics } from "../../engine/report";
import { padded } from "./deviationFigure";
import { type Canvas, type Figure, hueOf, type Quantity, type RunOf, withOpacity } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText, shortName } from "./safeText";

/** A bin of a histogram: what it spans, and the share of finite values in it per unit of value. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly density: number;
}

/**
 * What do the values look like? One filled outline a run; its area is 1, whatever the bins' widths.
 *
 * @param overSteps the values are those of several training steps
 */
export function histogramFigure(
  canvas: Canvas,
  layer: string,
  runs: readonly RunOf<Statistics>[],
  logarithmic = false,
  quantity: Quantity = "activation",
  overSteps = false,
): Figure {
  const { theme } = canvas;
  const drawn = runs.map(({ run, index, content }) => {
    return { run, hue: hueOf(theme, index), statistics: content, bins: binsOf(content.histogram) };
  });
  const plotted = drawn.filter(({ bins }) => bins.filter((bin) => bin.count > 0).length > 1);
  const x = bulkOf(plotted.map(({ bins }) => bins));
  const densities = plotted.flatMap(({ bins }) => bins.map((bin) => bin.density)).filter((density) => density > 0);
  const floor = Math.min(...densities) / 2;
  const { top, cut } = topOf(
    plotted.map(({ bins }) => bins),
    logarithmic,
  );
  const data = plotted.flatMap(({ run, hue, bins }): Data[] => [
    outline(theme.highContrast, hue, bins, logarithmic ? floor : 0),
    hoverTargets(run, hue, bins),
  ]);
  const layout = layoutOf(canvas, {
    x: { title: axisTitle(theme, quantity), range: x, zeroline: true, zerolinecolor: theme.reference },
    y: {
      title: axisTitle(theme, logarithmic ? "density, log" : "density"),
      type: logarithmic ? "log" : "linear",
      range: densities.length === 0 ? [0, 1] : logarithmic ? [Math.log10(floor), Math.log10(top)] : [0, top],
      ...(logarithmic && densities.length > 0 ? decades(floor, top) : {}),
    },
    labels: plotted
      .filter(({ run }) => run !== "")
      .map(({ run, hue, bins }) => ({
        text: run,
        color: hue,
        at: logarithmic ? Math.log10(bins.at(-1)!.density || floor) : bins.at(-1)!.density,
      })),
  });
  const annotations: Partial<Annotations>[] = [...(layout.annotations ?? [])];
  if (cut !== null) annotations.push(cutMark(plotted.flatMap(({ bins }) => bins).find((bin) => bin.density === cut)!));
  const title = `${shortName(layer, 40)} · what do the values look like?`;
  const steps = overSteps ? ", over all steps" : "";
  const subtitle = `Share of the finite values per unit of value${steps}; equal areas hold equal shares.`;
  return {
    id: "histogram",
    title,
    subtitle,
    note: notesOf(drawn, x),
    data,
    layout: {
      ...layout,
      hovermode: "closest",
      annotations: data.length > 0 ? annotations : [emptyMark(theme.muted)],
      ...(data.length > 0 ? {} : { xaxis: { visible: false }, yaxis: { visible: false } }),
    },
    table: () => ({
      caption: title,
      columns: ["run", "from", "to", "values", "density"],
      rows: drawn.flatMap(({ run, bins }) =>
        bins.map((bin) => [run === "" ? "" : cleanName(run), bin.low, bin.high, bin.count, bin.density]),
      ),
    }),
  };
}

/** Bins with their densities, which take the widths out of the counts. */
export function binsOf({ edges, counts }: Histogram): Bin[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count, i) => {
    const [low, high] = [edges[i]!, edges[i + 1]!];
    return { low, high, count, density: high > low ? count / total / (high - low) : 0 };
  });
}

/** The equal bins; a tail that is one wide bin would squeeze them, and stays a drag of the axis away. */
export function bulkOf(histograms: readonly (readonly Bin[])[]): [number, number] {
  const ends = histograms.flatMap((bins) => {
    const widths = bins.map(({ low, high }) => high - low).sort((a, b) => a - b);
    const wide = 4 * widths[widths.length >> 1]!;
    const isTail = (bin: Bin) => bins.length > 8 && bin.high - bin.low > wide;
    const first = isTail(bins[0]!) ? bins[1]! : bins[0]!;
    const last = isTail(bins.at(-1)!) ? bins.at(-2)! : bins.at(-1)!;
    return [first.low, last.high];
  });
  if (ends.length === 0) return [0, 1];
  const [low, high] = padded(Math.min(...ends), Math.max(...ends));
  const air = (high - low) * 0.02;
  return [low - air, high + air];
}

/** One bin that dwarfs all others (the zeros after a ReLU) is cut off, and says so. */
export function topOf(
  histograms: readonly (readonly Bin[])[],
  logarithmic: boolean,
): { top: number; cut: number | null } {
  const highest = histograms.map((bins) => bins.map(({ density }) => density).sort((a, b) => b - a));
  const most = Math.max(...highest.map(([first = 1]) => first));
  const second = Math.max(...highest.map(([first = 1, next = first]) => next));
  if (logarithmic) return { top: most * 1.5, cut: null };
  return most > 5 * second ? { top: second * 2, cut: most } : { top: most * 1.06, cut: null };
}

/** Powers of ten written out: Plotly would write them larger than all other ticks. */
function decades(low: number, high: number) {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  const every = Math.max(1, Math.ceil((last - first) / 6));
  const powers = Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => first + i * every);
  const tickvals = powers.map((power) => 10 ** power);
  return { tickmode: "array" as const, tickvals, ticktext: tickvals.map(formatNumber) };
}

function outline(highContrast: boolean, hue: string, bins: readonly Bin[], base: number): Data {
  const x = bins.flatMap(({ low, high }) => [low, high]);
  const y = bins.flatMap(({ density }) => [Math.max(density, base), Math.max(density, base)]);
  return {
    type: "scatter",
    mode: "lines",
    x: [x[0]!, ...x, x.at(-1)!],
    y: [base, ...y, base],
    fill: "toself",
    fillcolor: withOpacity(hue, highContrast ? 0.15 : 0.28),
    line: { color: hue, width: highContrast ? 2 : 1.4 },
    hoverinfo: "skip",
  };
}

function hoverTargets(run: string, hue: string, bins: readonly Bin[]): Data {
  const filled = bins.filter(({ count }) => count > 0);
  const name = run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
  return {
    type: "scatter",
    mode: "markers",
    x: filled.map(({ low, high }) => (low + high) / 2),
    y: filled.map(({ density }) => density),
    marker: { color: hue, opacity: 0, size: 10 },
    text: filled.map(
      ({ low, high, count, density }) =>
        `${name}${formatNumber(low)} to ${formatNumber(high)}: ${formatCount(count)} values, density ${formatNumber(density)}`,
    ),
    hovertemplate: "%{text}<extra></extra>",
  };
}

function cutMark({ low, high, density }: Bin): Partial<Annotations> {
  return {
    text: `▲ up to ${formatNumber(density)}`,
    x: (low + high) / 2,
    xref: "x",
    y: 1,
    yref: "paper",
    yanchor: "top",
    xanchor: "left",
    xshift: 6,
    showarrow: false,
  };
}

function emptyMark(color: string): Partial<Annotations> {
  const text = "nothing to draw: there is no spread of values";
  return { text, xref: "paper", yref: "paper", x: 0.5, y: 0.5, showarrow: false, font: { color } };
}

function oneValue(who: string, { min, max }: Statistics): string {
  if (Number.isNaN(min)) return `${who} has no finite value`;
  if (min === max) return `${who}: every finite value is ${formatNumber(min)}`;
  return `${who}: all finite values lie between ${formatNumber(min)} and ${formatNumber(max)}, in one bin`;
}

function notesOf(drawn: readonly { run: string; statistics: Statistics; bins: Bin[] }[], x: [number, number]) {
  const notes = drawn.flatMap(({ run, statistics, bins }) => {
    const who = run === "" ? "" : `${cleanName(run)}: `;
    const bad = statistics.nan + statistics.positiveInfinity + statistics.negativeInfinity;
    const spread = bins.filter(({ count }) => count > 0).length > 1;
    const outside = spread ? bins.filter((bin) => beyond(bin, x)) : [];
    const tails = outside.reduce((sum, bin) => sum + bin.count, 0) / (statistics.count - bad);
    const ends = [
      ...(outside.some(({ low }) => low < x[0]) ? [formatNumber(statistics.min)] : []),
      ...(outside.some(({ high }) => high > x[1]) ? [formatNumber(statistics.max)] : []),
    ];
    return [
      ...(spread ? [] : [`${oneValue(who.slice(0, -2) || "This layer", statistics)}.`]),
      ...(statistics.zero > 0 ? [`${who}${formatShare(statistics.zero / statistics.count)} are exactly 0.`] : []),
      ...(bad > 0 ? [`${who}${formatCount(bad)} NaN or infinite values are not drawn.`] : []),
      ...(tails > 0 ? [`${who}${formatShare(tails)} lie farther out, to ${ends.join(" and ")}.`] : []),
    ];
  });
  return notes.length === 0 ? null : notes.join(" ");
}

/** Whether the axis as first drawn leaves a bin out, or cuts off half of it. */
function beyond({ low, high }: Bin, x: readonly [number, number]): boolean {
  const middle = (low + high) / 2;
  return middle < x[0] || middle > x[1];
}
