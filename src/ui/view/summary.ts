import { formatCount, formatShare } from "../../engine/formatNumber";
import type { Report } from "../../engine/report";

/** How much there is, and how much of it was read. */
export function summaryOf(report: Report, layers: number): string {
  const steps = report.layers.reduce((most, { running }) => Math.max(most, running?.steps.length ?? 0), 0);
  return [
    ...(steps > 0 ? [`${formatCount(steps)} steps`] : []),
    layers === 1 ? "1 layer" : `${formatCount(layers)} layers`,
    ...(report.partial ? [`partial: ${formatShare(report.coverage)} of the values read`] : []),
  ].join(" · ");
}
