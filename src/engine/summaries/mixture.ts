import type { Statistics } from "../report";
import { PROBABILITIES } from "../statistics/quantiles";
import { type Bins, countBelow, totalOf } from "./bins";

const BINS = 64;

/** Quantiles of all values together, each step's taken to lie evenly in their bins. NaN without any. */
export function mixtureQuantiles(steps: readonly Bins[]): [number, number][] {
  const total = steps.reduce((sum, bins) => sum + totalOf(bins), 0);
  const lowest = Math.min(...steps.map(({ edges }) => edges[0]!));
  const highest = Math.max(...steps.map(({ edges }) => edges.at(-1)!));
  return PROBABILITIES.map((p) => [p, total > 0 ? quantile(steps, p * total, lowest, highest) : Number.NaN]);
}

/** By halving: the least x below which `wanted` values lie, to a relative 2^-40 of the range. */
function quantile(steps: readonly Bins[], wanted: number, lowest: number, highest: number): number {
  let [low, high] = [lowest, highest];
  for (let halving = 0; halving < 40 && high > low; halving++) {
    const middle = low + (high - low) / 2;
    const below = steps.reduce((sum, bins) => sum + countBelow(bins, middle), 0);
    if (below < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Edges for the eye: equal bins over the central 98 % and twice its width on either side, and one bin for each tail that
 * lies farther out.
 */
export function commonEdges(steps: readonly Bins[], quantiles: Statistics["quantiles"]): Float64Array {
  if (steps.length === 0) return new Float64Array();
  const lowest = Math.min(...steps.map(({ edges }) => edges[0]!));
  const highest = Math.max(...steps.map(({ edges }) => edges.at(-1)!));
  const at = (p: number) => quantiles.find(([probability]) => probability === p)![1];
  const width = at(0.99) - at(0.01);
  const low = width > 0 ? Math.max(lowest, at(0.01) - 2 * width) : lowest;
  const high = width > 0 ? Math.min(highest, at(0.99) + 2 * width) : highest;
  if (!(high > low)) return Float64Array.of(lowest, highest);
  const edges = Array.from({ length: BINS + 1 }, (_, i) => low + (high - low) * (i / BINS));
  edges[BINS] = high;
  return Float64Array.from([...(lowest < low ? [lowest] : []), ...edges, ...(highest > high ? [highest] : [])]);
}

/** What a step's bins have between edges, to a hundredth of a value. */
export function countsBetween(bins: Bins, edges: Float64Array): Float64Array {
  const below = Array.from(edges, (edge, i) => (i === edges.length - 1 ? totalOf(bins) : countBelow(bins, edge)));
  return Float64Array.from(below.slice(1), (count, i) => Math.round(100 * (count - below[i]!)) / 100);
}
