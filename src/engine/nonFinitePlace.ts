import { formatCount } from "./formatNumber";
import type { Channels, Layer } from "./report";

/** How many values of a tensor are no finite numbers, and where they are. */
export interface NonFinitePlace {
  /** "1 NaN and 2 infinite values" */
  readonly what: string;
  /** A sentence or two. */
  readonly where: string;
}

const MOST_CHANNELS = 8;

/** Null where all is finite, or where a run's log or another tool's summary tells of it in its own way. */
export function nonFinitePlace(layer: Layer): NonFinitePlace | null {
  const { kind, running, statistics, channels } = layer;
  const { nan, positiveInfinity, negativeInfinity, firstNonFinite } = statistics;
  const infinite = positiveInfinity + negativeInfinity;
  if (kind !== "tensor" || running?.logged || firstNonFinite === null || !(nan + infinite > 0)) return null;
  const counts = [...(nan > 0 ? [`${formatCount(nan)} NaN`] : []), ...(infinite > 0 ? [infiniteText(infinite)] : [])];
  return {
    what: counts.join(" and "),
    where: [firstText(layer, firstNonFinite), ...(channels ? [channelsText(channels)] : [])].join(" "),
  };
}

function infiniteText(count: number): string {
  return `${formatCount(count)} infinite ${count === 1 ? "value" : "values"}`;
}

/** Of several steps, whose shapes may differ, the step; else the index, as NumPy writes it. */
function firstText({ shape, statistics }: Layer, place: number): string {
  const { firstNonFiniteStep: step } = statistics;
  if (step !== null) return `The first is in step ${step}.`;
  const index: number[] = [];
  let rest = place;
  for (const size of shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `The first is at index [${index.join(", ")}].`;
}

function channelsText({ nonFinite }: Channels): string {
  const which = Array.from(nonFinite, (count, channel) => (count > 0 ? channel : -1)).filter((channel) => channel >= 0);
  const list = which.slice(0, MOST_CHANNELS).join(", ");
  const more = which.length > MOST_CHANNELS ? " …" : "";
  const all = formatCount(nonFinite.length);
  const count = nonFinite.reduce((sum, some) => sum + some, 0);
  if (which.length === 1) return `${count === 1 ? "It is" : "All are"} in channel ${list} of ${all}.`;
  return `${formatCount(which.length)} of ${all} channels have some: ${list}${more}.`;
}
