import { formatCount, formatShare } from "../../engine/formatNumber";
import type { Layer, Report } from "../../engine/report";

/** How much there is, and how much of it was read. */
export function summaryOf(report: Report, layers: number): string {
  const steps = report.layers.reduce((most, layer) => Math.max(most, stepsOf(layer)), 0);
  const scalars = new Set(report.layers.flatMap(({ kind, name }) => (kind === "scalar" ? name : []))).size;
  return [
    ...(steps > 0 ? [`${formatCount(steps)} steps`] : []),
    ...(layers > scalars || scalars === 0 ? [countOf(layers - scalars, "layer")] : []),
    ...(scalars > 0 ? [countOf(scalars, "scalar")] : []),
    ...(report.execution?.inputs.some(({ random }) => random) ? ["random input"] : []),
    ...(report.partial ? [`partial: ${formatShare(report.coverage)} of the values read`] : []),
  ].join(" · ");
}

function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** All that are known: a logged run's series may be thinned. */
function stepsOf({ running, outline, summarized }: Layer): number {
  return summarized?.logged ?? outline?.steps ?? running?.logged?.steps ?? running?.steps.length ?? 0;
}
