import { formatShare } from "../../engine/formatNumber";
import type { Running } from "../../engine/report";
import { meanDistance, meanNoise, NINE_TENTHS, shareOutside } from "./deviation";
import { deviationFigure } from "./deviationFigure";
import type { Canvas, Figure, RunOf } from "./figure";
import { axisTitle } from "./layout";
import { cleanName, shortName } from "./safeText";

/** Do the batches agree with the running mean that evaluation will use? */
export function batchMeanFigure(
  canvas: Canvas,
  layer: string,
  runs: readonly RunOf<Running>[],
  channel: number | null = null,
): Figure {
  const deviations = runs.map(({ run, index, content: running }) => {
    const high = running.count.map((m) => NINE_TENTHS * meanNoise(m));
    return { run, index, content: { running, series: meanDistance(running), high, low: high.map((limit) => -limit) } };
  });
  return deviationFigure(canvas, {
    id: "batch-mean",
    title: `${shortName(layer, 40)} · do batches agree with the running mean?`,
    subtitle:
      "Distance in running σ. Line: median channel; bands: half and nine tenths of channels; dashed: what sampling noise explains.",
    note: outsideNote(
      deviations.map(({ run, content }) => [run, shareOutside(content.series, (step) => content.high[step]!)]),
    ),
    quantity: "distance",
    unit: " σ",
    runs: deviations,
    channel,
    logarithmic: false,
    yAxis: () => ({
      title: axisTitle(canvas.theme, "distance (σ)"),
      zeroline: true,
      zerolinecolor: canvas.theme.reference,
      zerolinewidth: 1.5,
    }),
  });
}

/** How much of the second half of the steps, after the warm-up, lies outside the dashed lines. */
export function outsideNote(shares: readonly (readonly [run: string, share: number])[]): string | null {
  const known = shares.filter(([, share]) => !Number.isNaN(share));
  if (known.length === 0) return null;
  const list = known.map(([run, share]) => `${formatShare(share)}${run === "" ? "" : ` of ${cleanName(run)}`}`);
  return `Outside the dashed lines in the second half: ${list.join(", ")} (noise alone: 10 %).`;
}
