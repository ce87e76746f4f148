import type { Running } from "../../engine/report";
import { batchMeanFigure } from "../figures/batchMean";
import { batchVarianceFigure } from "../figures/batchVariance";
import { channelsFigure } from "../figures/channels";
import { curveFigure } from "../figures/curve";
import { distributionDriftFigure } from "../figures/distributionDrift";
import { distributionOverTimeFigure } from "../figures/distributionOverTime";
import type { Canvas, Figure, Quantity, RunOf } from "../figures/figure";
import { histogramFigure } from "../figures/histogram";
import { runningAverageFigure } from "../figures/runningAverage";
import { type LayerRow, runsWith } from "./layerRow";
import { type Momentum, withMomentum } from "./momentum";
import type { Tab, ViewState } from "./viewState";

type MakeFigure = (canvas: Canvas) => Figure;

/** The figures of one tab; none where the layer has nothing to show there. */
export function figuresOf(row: LayerRow, tab: Tab, view: ViewState, quantity: Quantity = "activation"): MakeFigure[] {
  switch (tab) {
    case "curve": {
      const runs = runsWith(row, ({ curve }) => curve);
      return runs.length === 0 ? [] : [(canvas) => curveFigure(canvas, row.name, runs)];
    }
    case "running":
      return runningFigures(row.name, runningOf(row, view.momentum), view);
    case "distribution": {
      const runs = runsWith(row, ({ statistics }) => statistics);
      const values = isSummarized(row) ? "value" : quantity;
      const overSteps = values === "activation" && hasSteps(row);
      return [
        (canvas) => noted(row, histogramFigure(canvas, row.name, runs, view.logarithmic, values, overSteps)),
        ...overTimeFigures(row, view, values),
      ];
    }
    case "overTime":
      return overTimeFigures(row, view, isSummarized(row) ? "value" : quantity);
    case "channels": {
      const runs = runsWith(row, ({ channels }) => channels);
      const [axis = null] = row.runs.map(({ content }) => content.channelAxis);
      return runs.length === 0 ? [] : [(canvas) => channelsFigure(canvas, row.name, runs, quantity, axis)];
    }
    // What takes the engine is asked for, and drawn once it is there.
    case "batchSize":
    case "gap":
      return [];
  }
}

/** The running averages of a row's runs under a momentum. */
export function runningOf(row: LayerRow, momentum: Momentum | null): RunOf<Running>[] {
  return runsWith(row, ({ running }) => (running === null ? null : withMomentum(running, momentum)));
}

/** The tabs that a layer can have anything under; all of them, but for what another tool has summarized. */
export function tabsOf<Name extends Tab>(row: LayerRow, tabs: readonly Name[]): readonly Name[] {
  const offered: readonly Tab[] = row.runs.some(({ content }) => content.curve)
    ? ["curve"]
    : ["distribution", "overTime"];
  return tabs.filter((tab) => (isSummarized(row) ? offered.includes(tab) : tab !== "curve"));
}

function hasSteps({ runs }: LayerRow): boolean {
  return runs.some(({ content: { running, overTime, outline } }) => (running ?? overTime ?? outline) !== null);
}

function isSummarized({ runs }: LayerRow): boolean {
  return runs.every(({ content }) => content.summarized !== null);
}

/** Says of a histogram that it is no count of values, where it is none. */
function noted(row: LayerRow, figure: Figure): Figure {
  const guessed = row.runs.flatMap(({ content: { summarized } }) =>
    summarized?.moments === "values" ? [] : (summarized ?? []),
  );
  if (guessed.length === 0) return figure;
  const estimate = "Estimated from the bins that were logged, over all steps.";
  return { ...figure, note: figure.note === null ? estimate : `${figure.note} ${estimate}` };
}

/** The tab that is shown: the chosen one, or the first that has something to show. */
export function tabOf(row: LayerRow, view: ViewState): Tab {
  if (isSummarized(row)) return row.runs.some(({ content }) => content.curve) ? "curve" : "distribution";
  if (view.tab === "curve") return "distribution";
  return view.tab ?? (row.runs.some(({ content }) => content.running !== null) ? "running" : "distribution");
}

/** A heatmap a run, and how far all of them drift. */
function overTimeFigures(row: LayerRow, { logarithmic }: ViewState, quantity: Quantity): MakeFigure[] {
  const runs = runsWith(row, ({ overTime }) => overTime);
  if (runs.length === 0) return [];
  const drifting = runsWith(
    row,
    ({ overTime, statistics }) => overTime && { overTime, sigma: statistics.standardDeviation },
  );
  return [
    ...runs.map(
      (run): MakeFigure =>
        (canvas) =>
          distributionOverTimeFigure(canvas, row.name, runs, run, logarithmic, quantity),
    ),
    (canvas) => distributionDriftFigure(canvas, row.name, drifting),
  ];
}

function runningFigures(name: string, runs: readonly RunOf<Running>[], { absolute, channel }: ViewState): MakeFigure[] {
  if (runs.length === 0) return [];
  if (absolute)
    return [
      (canvas) => runningAverageFigure(canvas, name, runs, "mean", channel),
      (canvas) => runningAverageFigure(canvas, name, runs, "variance", channel),
    ];
  return [
    (canvas) => batchMeanFigure(canvas, name, runs, channel),
    (canvas) => batchVarianceFigure(canvas, name, runs, channel),
  ];
}
