import type { Data, LayoutAxis } from "plotly.js";
import { formatCount, formatNumber, formatShare } from "../../engine/formatNumber";
import type { MomentumExploration, MomentumOutcome } from "../../engine/whatIf/exploration";
import { momentumName } from "../../engine/whatIf/momentumAdvice";
import { logTicks } from "./channelStrip";
import { type Canvas, type Figure, hueOf, type RunOf, type Table, type Theme, withOpacity } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText, shortName } from "./safeText";
import { lineTrace } from "./traces";

/** A run's replays under all momenta that were tried, and the one that a person has chosen. */
export interface ExploredRun {
  readonly exploration: MomentumExploration;
  readonly chosen: MomentumOutcome;
}

/** Which momentum errs least? Noise falls with it, lag rises; a line a run, with its parts where there is one run. */
export function momentumFigure(canvas: Canvas, layer: string, runs: readonly RunOf<ExploredRun>[]): Figure {
  const { theme } = canvas;
  const range = rangeOf(runs.flatMap(({ content }) => content.exploration.outcomes));
  const alone = runs.length === 1;
  const series = runs.flatMap((run) => (alone ? PARTS : PARTS.slice(0, 1)).map((part) => ({ run, part })));
  return {
    id: "momentum",
    title: `${shortName(layer, 40)} · which momentum keeps the averages closest? ${answerOf(runs)}`,
    subtitle: `How far the running averages are from what batches are drawn from, on the output where σ is 1: noise of single batches and lag behind their trend, √(noise² + lag²). ● the run's own, ◆ the least, ○ the one that is chosen.`,
    note: null,
    data: series.flatMap(({ run, part }) => [
      ...lineOf(theme, run, part, alone, range),
      ...(part.key === "error" ? marksOf(theme, run, range) : []),
    ]),
    layout: {
      ...layoutOf(canvas, {
        x: momentumAxis(theme),
        y: { type: "log", range, title: axisTitle(theme, "error (σ)"), ...logTicks(range) },
        labels: series.map(({ run, part }) => ({
          text: alone ? part.key : run.run,
          color: hueOf(theme, run.index),
          at: Math.log10(Math.max(10 ** range[0], lastOf(run.content.exploration)[part.key])),
        })),
      }),
      hovermode: "closest",
    },
    table: () => tableOf(layer, runs),
  };
}

const PARTS = [
  { key: "error", width: 2.2, dash: "solid" },
  { key: "noise", width: 1.4, dash: "dot" },
  { key: "lag", width: 1.4, dash: "dash" },
] as const;

/** The cumulative average has no momentum: it has a place of its own, left of all. */
const CUMULATIVE = 0.00025;
const DECADES = 3.5;

function placeOf({ momentum }: MomentumOutcome): number {
  return momentum === null ? CUMULATIVE : Math.max(momentum, 0.0007);
}

function answerOf(runs: readonly RunOf<ExploredRun>[]): string {
  const [first, ...more] = runs;
  if (more.length > 0) return runs.map(({ run, content }) => `${shortName(run, 20)}: ${bestOf(content)}`).join("; ");
  return bestOf(first!.content);
}

function bestOf({ exploration: { recommended } }: ExploredRun): string {
  const { momentum, error } = recommended;
  return `${momentum === null ? "the cumulative average" : momentum}, ${formatNumber(error)} σ`;
}

function lastOf({ outcomes }: MomentumExploration): MomentumOutcome {
  return outcomes.findLast(({ momentum }) => momentum !== null)!;
}

function lineOf(
  theme: Theme,
  { run, index, content }: RunOf<ExploredRun>,
  { key, width, dash }: (typeof PARTS)[number],
  alone: boolean,
  range: readonly [number, number],
): Data[] {
  const outcomes = content.exploration.outcomes.filter(({ momentum }) => momentum !== null && momentum > 0);
  const hue = hueOf(theme, index);
  const floor = 10 ** range[0];
  const line = lineTrace(
    key === "error" ? hue : withOpacity(hue, 0.75),
    width,
    outcomes.map(placeOf),
    outcomes.map((outcome) => (outcome[key] >= floor ? outcome[key] : Number.NaN)),
    outcomes.map((outcome) => hoverText(alone ? "" : run, outcome)),
  ) as Partial<Data> & { line: object };
  return [{ ...line, line: { ...line.line, dash } } as Data];
}

function marksOf(
  theme: Theme,
  { run, index, content: { exploration, chosen } }: RunOf<ExploredRun>,
  range: readonly [number, number],
): Data[] {
  const cumulative = exploration.outcomes.find(({ momentum }) => momentum === null)!;
  const marks = [
    { outcome: cumulative, symbol: "line-ew-open", size: 12 },
    { outcome: exploration.own, symbol: "circle", size: 9 },
    { outcome: exploration.recommended, symbol: "diamond", size: 11 },
    { outcome: chosen, symbol: "circle-open", size: 15 },
  ];
  return [
    {
      type: "scatter",
      mode: "markers",
      x: marks.map(({ outcome }) => placeOf(outcome)),
      y: marks.map(({ outcome }) => Math.max(outcome.error, 10 ** range[0])),
      marker: {
        symbol: marks.map(({ symbol }) => symbol),
        size: marks.map(({ size }) => size),
        opacity: 1,
        color: hueOf(theme, index),
        line: { width: 2, color: hueOf(theme, index) },
      },
      text: marks.map(({ outcome }) => hoverText(run, outcome)),
      hovertemplate: "%{text}<extra></extra>",
    },
  ];
}

function hoverText(run: string, outcome: MomentumOutcome): string {
  const of = run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
  return (
    `${of}${momentumName(outcome)}: ${formatNumber(outcome.error)} σ<br>noise ${formatNumber(outcome.noise)}, ` +
    `lag ${formatNumber(outcome.lag)}; warm after ${warmUpText(outcome)}`
  );
}

/** "44 batches", after which 1 % of the initial value is left. */
export function warmUpText({ warmUp }: MomentumOutcome): string {
  return Number.isFinite(warmUp) ? `${formatCount(warmUp)} batch${warmUp === 1 ? "" : "es"}` : "never";
}

function rangeOf(outcomes: readonly MomentumOutcome[]): [number, number] {
  const errors = outcomes.map(({ error }) => error).filter((error) => error > 0);
  if (errors.length === 0) return [-3, 0];
  const [least, most] = [Math.log10(Math.min(...errors)), Math.log10(Math.max(...errors))];
  // Below the least error, noise and lag are next to nothing.
  const low = Math.max(least - 0.5, most - DECADES);
  return [low, most + 0.08 * Math.max(0.5, most - low)];
}

function momentumAxis(theme: Theme): Partial<LayoutAxis> {
  const tickvals = [CUMULATIVE, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
  return {
    type: "log",
    range: [Math.log10(CUMULATIVE) - 0.15, 0.05],
    title: axisTitle(theme, "momentum (PyTorch: weight of the new batch)"),
    tickmode: "array",
    tickvals,
    ticktext: tickvals.map((value) => (value === CUMULATIVE ? "cumulative" : formatNumber(value))),
  };
}

function tableOf(layer: string, runs: readonly RunOf<ExploredRun>[]): Table {
  const withRun = runs.some(({ run }) => run !== "");
  return {
    caption: `${shortName(layer, 40)} · running averages by momentum`,
    columns: [
      ...(withRun ? ["run"] : []),
      "momentum (PyTorch)",
      "remark",
      "error (σ)",
      "noise (σ)",
      "lag (σ)",
      "scatter kept",
      "warm-up (batches)",
      "initial value left",
    ],
    rows: runs.flatMap(({ run, content: { exploration, chosen } }) =>
      exploration.outcomes.map((outcome) => [
        ...(withRun ? [cleanName(run)] : []),
        outcome.momentum === null ? "cumulative" : String(outcome.momentum),
        remarkOf(outcome, exploration, chosen),
        outcome.error,
        outcome.noise,
        outcome.lag,
        formatShare(outcome.scatterKept),
        outcome.warmUp,
        formatShare(outcome.initialShare),
      ]),
    ),
  };
}

/** "the run's, least error". */
export function remarkOf(
  { momentum }: MomentumOutcome,
  { own, recommended }: MomentumExploration,
  chosen: MomentumOutcome,
): string {
  return [
    ...(momentum === own.momentum ? ["the run's"] : []),
    ...(momentum === recommended.momentum ? ["least error"] : []),
    ...(momentum === chosen.momentum && momentum !== own.momentum ? ["chosen"] : []),
  ].join(", ");
}
