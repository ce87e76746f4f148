import type { Data, LayoutAxis } from "plotly.js";
import { formatCount, formatExact, formatNumber } from "../../engine/formatNumber";
import type { OverTime } from "../../engine/report";
import { logTicks } from "./channelStrip";
import { padded } from "./deviationFigure";
import { evaluationMarks, evaluationNote } from "./evaluationMarks";
import { type Canvas, type Figure, hueOf, type RunOf, type Theme, withOpacity } from "./figure";
import { axisTitle, type EndLabel, layoutOf } from "./layout";
import { cleanName, plotText, shortName } from "./safeText";
import { lineTrace } from "./traces";

/** One run's distributions over time, and the standard deviation of all its values. */
export interface Drifting {
  readonly overTime: OverTime;
  readonly sigma: number;
}

interface Drawn {
  readonly run: string;
  readonly hue: string;
  readonly steps: readonly number[];
  /** From the first step, and from the step before. */
  readonly wasserstein: readonly [number[], number[]];
  readonly jensenShannon: readonly [number[], number[]];
}

/** The shares of the height that Wasserstein distances and divergences take. */
const UPPER = [0.57, 1] as const;
const LOWER = [0, 0.43] as const;
/** At most so many decades below the farthest: what has moved less lies at the axis's foot. */
const DECADES = 4;

/** How far does it drift? Above Wasserstein-1 in σ, below the Jensen–Shannon divergence in bits. */
export function distributionDriftFigure(canvas: Canvas, layer: string, runs: readonly RunOf<Drifting>[]): Figure {
  const { theme } = canvas;
  const drawn = runs.map(({ run, index, content: { overTime, sigma } }): Drawn => {
    const inSigma = (values: Float64Array) => Array.from(values, (value) => value / (sigma > 0 ? sigma : 1));
    const { fromFirst, fromPrevious, steps } = overTime;
    return {
      run,
      hue: hueOf(theme, index),
      steps,
      wasserstein: [inSigma(fromFirst.wasserstein), inSigma(fromPrevious.wasserstein)],
      jensenShannon: [Array.from(fromFirst.jensenShannon), Array.from(fromPrevious.jensenShannon)],
    };
  });
  const upper = rangeOf(drawn.flatMap(({ wasserstein }) => wasserstein.flat()));
  const lower = rangeOf(drawn.flatMap(({ jensenShannon }) => jensenShannon.flat()));
  const ends = drawn.flatMap(({ steps }) => [steps[0]!, steps.at(-1)!]);
  const evaluated = runs.map((run) => {
    const { overTime } = run.content;
    return { ...run, content: { steps: overTime.steps, logged: overTime } };
  });
  const layout = layoutOf(canvas, {
    x: { title: axisTitle(theme, "training step"), range: padded(Math.min(...ends), Math.max(...ends)) },
    y: axisOf(theme, "distance, σ", upper, UPPER),
    labels: labelsOf(drawn, upper),
  });
  const title = `${shortName(layer, 40)} · how far does it drift?`;
  return {
    id: "distribution-drift",
    title,
    subtitle:
      "Thick: from the first step, thin: from the step before. Above, how far values have moved on average (Wasserstein-1); below, the bits that a value tells of which step it is from (Jensen–Shannon).",
    note: [...drawn.map(noteOf), evaluationNote(evaluated)].filter(Boolean).join(" "),
    data: drawn.flatMap((one) => [
      ...linesOf(one, one.wasserstein, upper, "σ", "y"),
      ...linesOf(one, one.jensenShannon, lower, "bits", "y2"),
    ]),
    layout: {
      ...layout,
      hovermode: "closest",
      xaxis: { ...layout.xaxis, anchor: "y2" },
      yaxis2: { ...layout.yaxis, ...axisOf(theme, "bits", lower, LOWER) },
      shapes: evaluationMarks(theme, evaluated),
    },
    table: () => ({
      caption: title,
      columns: [
        "run",
        "step",
        "distance from the first (σ)",
        "from the step before (σ)",
        "divergence from the first (bits)",
        "from the step before (bits)",
      ],
      rows: drawn.flatMap(({ run, steps, wasserstein, jensenShannon }) =>
        steps.map((step, i) => [
          run === "" ? "" : cleanName(run),
          formatExact(step),
          ...[...wasserstein, ...jensenShannon].map((series) => series[i]!),
        ]),
      ),
    }),
  };
}

function axisOf(theme: Theme, title: string, range: [number, number], domain: readonly [number, number]) {
  const fixed: Partial<LayoutAxis> = { title: axisTitle(theme, title), type: "log", domain: [...domain] };
  return { ...fixed, range, ...logTicks(range) };
}

function linesOf(
  { run, hue, steps }: Drawn,
  [first, before]: readonly [number[], number[]],
  range: [number, number],
  unit: string,
  yaxis: string,
): Data[] {
  const name = run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
  const foot = 10 ** range[0];
  const onAxis = (values: readonly number[]) => values.map((value) => (value >= 0 ? Math.max(value, foot) : value));
  const hover = (values: readonly number[], from: string) =>
    values.map((value, i) => `${name}step ${formatExact(steps[i]!)}: ${formatNumber(value)} ${unit} ${from}`);
  const axes = { xaxis: "x", yaxis };
  return [
    { ...lineTrace(withOpacity(hue, 0.8), 1, steps, onAxis(before), hover(before, "from the step before")), ...axes },
    { ...lineTrace(hue, 3, steps, onAxis(first), hover(first, "from the first step")), ...axes },
  ];
}

/** Decades from the least to the farthest that was moved. */
function rangeOf(values: readonly number[]): [number, number] {
  const moved = values.filter((value) => value > 0 && Number.isFinite(value));
  if (moved.length === 0) return [-1, 0];
  const top = Math.log10(moved.reduce((a, b) => Math.max(a, b)));
  const least = Math.log10(moved.reduce((a, b) => Math.min(a, b)));
  return [Math.max(least, top - DECADES) - 0.15, top + 0.15];
}

/** Of one run, what thick and thin lines are; of several, their names. Written where lines of the upper part end. */
function labelsOf(drawn: readonly Drawn[], [low, high]: [number, number]): EndLabel[] {
  const at = (values: readonly number[]) => {
    const share = (Math.log10(values.at(-1)!) - low) / (high - low);
    return low + (UPPER[0] + Math.max(0, share) * (UPPER[1] - UPPER[0])) * (high - low);
  };
  return drawn.flatMap(({ run, hue, wasserstein: [first, before] }) =>
    drawn.length > 1
      ? [{ text: run, color: hue, at: at(first) }]
      : [
          { text: "from the first", color: hue, at: at(first) },
          { text: "from step before", color: hue, at: at(before) },
        ],
  );
}

function noteOf({ run, steps, wasserstein: [first, before], jensenShannon: [divergence] }: Drawn): string {
  const who = run === "" ? "" : `${cleanName(run)}: `;
  const jump = before.reduce((most, value, i) => (value > (before[most] ?? 0) || most === 0 ? i : most), 0);
  return (
    `${who}At the end ${formatNumber(first.at(-1)!)} σ and ${formatNumber(divergence.at(-1)!)} bits from the first step; ` +
    `the farthest jump, ${formatNumber(before[jump]!)} σ, at step ${formatCount(steps[jump]!)}.`
  );
}
