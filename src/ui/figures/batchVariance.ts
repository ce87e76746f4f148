import type { LayoutAxis } from "plotly.js";
import { formatNumber } from "../../engine/formatNumber";
import type { Running } from "../../engine/report";
import { outsideNote } from "./batchMean";
import { logVarianceNoise, NINE_TENTHS, shareOutside, varianceRatio } from "./deviation";
import { deviationFigure } from "./deviationFigure";
import type { Canvas, Figure, RunOf, Theme } from "./figure";
import { axisTitle } from "./layout";
import { shortName } from "./safeText";

/** Do the batches agree with the running variance that evaluation will use? */
export function batchVarianceFigure(
  canvas: Canvas,
  layer: string,
  runs: readonly RunOf<Running>[],
  channel: number | null = null,
): Figure {
  const deviations = runs.map(({ run, index, content: running }) => {
    const noise = running.count.map((m) => NINE_TENTHS * logVarianceNoise(m));
    return {
      run,
      index,
      content: {
        running,
        series: varianceRatio(running),
        low: noise.map((limit) => Math.exp(-limit)),
        high: noise.map(Math.exp),
      },
    };
  });
  return deviationFigure(canvas, {
    id: "batch-variance",
    title: `${shortName(layer, 40)} · do batches agree with the running variance?`,
    subtitle:
      "Batch variance over running variance; 1 is what evaluation will use. Dashed: sampling noise of normally distributed values.",
    note: outsideNote(
      deviations.map(({ run, content: { series, high } }) => {
        const logs = series.map((step) => step.map(Math.log));
        return [run, shareOutside(logs, (step) => Math.log(high[step]!))];
      }),
    ),
    quantity: "ratio",
    unit: "×",
    runs: deviations,
    channel,
    logarithmic: true,
    yAxis: (range) => ratioAxis(canvas.theme, range, canvas.height),
  });
}

/** Powers of two, as many as fit; 1 is drawn as a line of its own. */
function ratioAxis(theme: Theme, range: [number, number], height: number): Partial<LayoutAxis> {
  const [low, high] = range.map((end) => end / Math.log10(2)) as [number, number];
  const fitting = Math.max(2, Math.floor((height - 50) / 26));
  const every = Math.max(1, Math.ceil((high - low) / fitting));
  const powers: number[] = [];
  for (let power = Math.ceil(low / every) * every; power <= high; power += every) powers.push(power);
  return {
    type: "log",
    title: axisTitle(theme, "ratio"),
    tickmode: "array",
    tickvals: powers.map((power) => 2 ** power),
    ticktext: powers.map(ratioText),
    zeroline: true,
    zerolinecolor: theme.reference,
    zerolinewidth: 1.5,
  };
}

/** ¼×, ½×, 1×, 2×, 4× … */
export function ratioText(power: number): string {
  if (power >= 0) return `${formatNumber(2 ** power)}×`;
  const glyphs: Record<number, string> = { [-1]: "½", [-2]: "¼", [-3]: "⅛" };
  return `${glyphs[power] ?? `1/${formatNumber(2 ** -power)}`}×`;
}
