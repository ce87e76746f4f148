import { formatCount, formatShare } from "../../engine/formatNumber";
import type { Layer, Report } from "../../engine/report";

/** How much there is, and how much of it was read. */
export function summaryOf(report: Report, layers: number): string {
  const steps = report.layers.reduce((most, layer) => Math.max(most, stepsOf(layer)), 0);
  return [
    ...(steps > 0 ? [`${formatCount(steps)} steps`] : []),
    layers === 1 ? "1 layer" : `${formatCount(layers)} layers`,
    ...(report.partial ? [`partial: ${formatShare(report.coverage)} of the values read`] : []),
  ].join(" · ");
}

/** All that are known: a logged run's series may be thinned. */
function stepsOf({ running, outline }: Layer): number {
  return outline?.steps ?? running?.logged?.steps ?? running?.steps.length ?? 0;
}
