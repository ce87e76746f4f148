import type { LoggedHistogram } from "./summary";

/** A distribution as bins that adjoin; a bin's values are taken to lie evenly in it. */
export interface Bins {
  /** Ascending, one more than `upTo` has bins. */
  readonly edges: Float64Array;
  /** How many values lie below each edge: 0 at the first. */
  readonly upTo: Float64Array;
}

/** What is kept of a histogram; those of writers have some hundred bins, of which many are empty. */
const MOST_BINS = 256;

/**
 * The bins of a histogram that hold anything, inside of the extremes that were logged. Empty bins that adjoin become
 * one, and where there are more than 256, neighbours are joined.
 *
 * @returns null where nothing was counted
 */
export function binsOf({ edges, counts, min, max }: LoggedHistogram): Bins | null {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return null;
  const last = counts.findLastIndex((count) => count > 0);
  const [low, high] = [inside(edges[first]!, min, max), inside(edges[last + 1]!, min, max)];
  const every = Math.ceil((last + 1 - first) / MOST_BINS);
  const kept = [low];
  const upTo = [0];
  let sum = 0;
  for (let bin = first; bin <= last; bin++) {
    sum += counts[bin]!;
    const isEmpty = counts[bin] === 0 && counts[bin + 1] === 0;
    const isPart = every > 1 && (bin + 1 - first) % every !== 0;
    if (bin < last && (isEmpty || isPart)) continue;
    kept.push(bin === last ? high : inside(edges[bin + 1]!, low, high));
    upTo.push(sum);
  }
  if (!Number.isFinite(high - low) || !Number.isFinite(sum)) return null;
  return { edges: Float64Array.from(kept), upTo: Float64Array.from(upTo) };
}

export function totalOf({ upTo }: Bins): number {
  return upTo.at(-1)!;
}

/** How many values lie below `x`, or at `x` where it is the last edge. */
export function countBelow({ edges, upTo }: Bins, x: number): number {
  if (!(x > edges[0]!)) return 0;
  if (x >= edges.at(-1)!) return upTo.at(-1)!;
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle;
    else high = middle;
  }
  const width = edges[high]! - edges[low]!;
  return upTo[low]! + (upTo[high]! - upTo[low]!) * ((x - edges[low]!) / width);
}

/** NaN extremes bound nothing. */
function inside(edge: number, low: number, high: number): number {
  return edge < low ? low : edge > high ? high : edge;
}
