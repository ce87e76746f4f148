import type { Histogram, Statistics } from "../report";
import type { Buckets } from "./buckets";

const BINS = 64;

type Quantiles = Statistics["quantiles"];

/**
 * A histogram for the eye: about 64 bins of nearly equal width, whose edges are bucket edges, so that
 * every count is exact. Where few values lie far out, the equal bins span the bulk (the central 98 %
 * and twice its width on either side) and the tails get one wide bin each.
 *
 * @param bins how many equal bins there are, about
 */
export function histogramOf(buckets: Buckets, min: number, max: number, quantiles: Quantiles, bins = BINS): Histogram {
  if (buckets.lower.length === 0) return { edges: new Float64Array(0), counts: new Float64Array(0) };
  const edges = chooseEdges(buckets, min, max, quantiles, bins);
  const counts = new Float64Array(edges.length);
  let bin = 0;
  buckets.lower.forEach((lower, i) => {
    while (bin + 1 < edges.length && lower >= edges[bin + 1]!) bin++;
    counts[bin]! += buckets.count[i]!;
  });
  return { edges: Float64Array.from([...edges, max]), counts };
}

/** Lower edges of all bins: the minimum, then bucket edges. */
function chooseEdges(buckets: Buckets, min: number, max: number, quantiles: Quantiles, bins: number): number[] {
  const [low, high] = bulk(min, max, quantiles);
  const edges = [min];
  let next = 0;
  for (let bin = low > min ? 0 : 1; bin <= bins; bin++) {
    const wanted = low + (high - low) * (bin / bins);
    while (next < buckets.lower.length && buckets.lower[next]! < wanted) next++;
    const edge = buckets.lower[next];
    if (edge === undefined || edge >= max) break;
    if (edge > edges.at(-1)!) edges.push(edge);
  }
  return edges;
}

/** The range that the equal bins span: everything, unless the central 98 % is lost in it. */
function bulk(min: number, max: number, quantiles: Quantiles): [number, number] {
  const at = (p: number) => quantiles.find(([probability]) => probability === p)![1];
  const [p1, p99] = [at(0.01), at(0.99)];
  const width = p99 - p1;
  if (width === 0) return [min, max];
  return [Math.max(min, p1 - 2 * width), Math.min(max, p99 + 2 * width)];
}
