import type { Data } from "plotly.js";
import { formatExact, formatNumber } from "../../engine/formatNumber";
import type { Running } from "../../engine/report";
import { bandsOf, quantileOf } from "./bands";
import { padded } from "./deviationFigure";
import { evaluationMarks, evaluationNote } from "./evaluationMarks";
import { type Canvas, type Figure, hueOf, type RunOf, withOpacity } from "./figure";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, plotText, shortName } from "./safeText";
import { bandTrace, lineTrace, quiet } from "./traces";

/** The statistic that is averaged. */
export type Averaged = "mean" | "variance";

/** How does the running average follow its batches, in the activations' own unit? */
export function runningAverageFigure(
  canvas: Canvas,
  layer: string,
  runs: readonly RunOf<Running>[],
  averaged: Averaged,
  channel: number | null = null,
): Figure {
  const { theme } = canvas;
  const drawn = runs.map(({ run, index, content }) => {
    const batch = pick(averaged === "mean" ? content.batchMean : content.batchVariance, channel);
    const average = pick(averaged === "mean" ? content.runningMean : content.runningVariance, channel);
    const [bands, averages] = [bandsOf(batch), bandsOf(average)];
    return { run, hue: hueOf(theme, index), steps: content.steps, bands, average: averages.median };
  });
  const lows = drawn.flatMap(({ bands, average }) => [...bands.low50, ...average]);
  const highs = drawn.flatMap(({ bands, average }) => [...bands.high50, ...average]);
  const [low, high] = [quantileOf(lows, 0.01), quantileOf(highs, 0.99)];
  const air = (high - low) * 0.08 || 1;
  const steps = runs.flatMap(({ content }) => [content.steps[0]!, content.steps.at(-1)!]);
  const who = channel === null ? "median channel" : `channel ${channel}`;
  const data = drawn.flatMap(({ run, hue, steps, bands, average }): Data[] => {
    const name = run === "" ? "" : `<b>${plotText(run, 24)}</b> `;
    const hover = average.map(
      (value, i) => `${name}running ${averaged} ${formatNumber(value)}, batch ${formatNumber(bands.median[i]!)}`,
    );
    return [
      bandTrace(theme, hue, steps, bands.low50, bands.high50, 0.22),
      quiet(lineTrace(withOpacity(hue, 0.7), 1, steps, bands.median, [])),
      lineTrace(hue, 3, steps, average, hover),
    ];
  });
  const title = `${shortName(layer, 40)} · how does the running ${averaged} follow its batches?`;
  const subtitle =
    channel === null
      ? `Thick: running ${averaged}, thin: batch ${averaged}, both of the median channel; band: half of the channels' batch ${averaged}s.`
      : `Thick: running ${averaged} of channel ${channel}; thin: its batch ${averaged}.`;
  return {
    id: `running-${averaged}`,
    title,
    subtitle,
    note: evaluationNote(runs),
    data,
    layout: {
      shapes: evaluationMarks(theme, runs),
      ...layoutOf(canvas, {
        x: { title: axisTitle(theme, "training step"), range: padded(Math.min(...steps), Math.max(...steps)) },
        y: {
          title: axisTitle(theme, averaged === "mean" ? "activation" : "activation²"),
          range: Number.isNaN(low) ? [-1, 1] : [low - air, high + air],
        },
        labels: drawn.map(({ run, hue, average }) => ({
          text: run || `running ${averaged}`,
          color: hue,
          at: average.at(-1)!,
        })),
      }),
    },
    table: () => ({
      caption: title,
      columns: [
        "run",
        "step",
        `running ${averaged}, ${who}`,
        `batch ${averaged}, ${who}`,
        "25th percentile",
        "75th percentile",
      ],
      rows: drawn.flatMap(({ run, steps, bands, average }) =>
        steps.map((step, i) => [
          run === "" ? "" : cleanName(run),
          formatExact(step),
          average[i]!,
          bands.median[i]!,
          bands.low50[i]!,
          bands.high50[i]!,
        ]),
      ),
    }),
  };
}

function pick(series: readonly Float64Array[], channel: number | null): readonly Float64Array[] {
  return channel === null ? series : series.map((step) => step.slice(channel, channel + 1));
}
