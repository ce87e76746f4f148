import { median } from "../quantile";
import type { OverTime, Statistics } from "../report";
import { createThinnedSeries } from "../run/thinnedSeries";
import { histogramOf } from "../statistics/histogram";
import { binWidth } from "./binWidth";
import { type Distance, distanceOf, wassersteinOf } from "./distance";
import { binned, type Distribution, lowerEdge, mergeDistributions } from "./distribution";

/** A layer's distribution, step by step, and how far each step has moved. */
export interface OverTimeFold {
  /**
   * Adds a step. Only those in training mode count, as soon as there is one: an evaluation sees other data, and a batch
   * norm works otherwise in it.
   *
   * @param most how many steps are kept, at most
   */
  add(step: number, training: boolean, distribution: Distribution, most: number): void;
  /** The steps that were kept; their distributions are binned. None where memory did not last. */
  readonly kept: () => readonly DistributedStep[];
  /** Whether steps are those in training mode. */
  readonly trained: () => boolean;
  /** The last step, by its buckets. */
  readonly last: () => Distribution | null;
  /** @param statistics of all the layer's values; null below two steps */
  readonly finish: (statistics: Statistics, evaluations: OverTime["evaluations"]) => OverTime | null;
}

export interface DistributedStep {
  readonly step: number;
  /** What its bins are wide; see lowerEdge. */
  readonly width: number;
  readonly bins: Distribution;
  /** From the step before, and from the first one; null of the first itself. */
  readonly fromPrevious: Distance | null;
  readonly fromFirst: Distance;
}

/** Bytes that the first and the last distributions of all layers may still take together. */
export interface OverTimeBudget {
  bytes: number;
}

/** Some five thousand layers at 12 KB a distribution. */
export const MOST_BYTES = 2 ** 27;
/** What is kept of a step, at most: 256 bins. */
export const BYTES_A_STEP = 1536;

const NONE: Distance = { wasserstein: 0, jensenShannon: 0 };

export function createOverTimeFold(budget: OverTimeBudget): OverTimeFold {
  let series = createThinnedSeries<() => DistributedStep>();
  let first: Distribution | null = null;
  let last: Distribution | null = null;
  let trained = false;
  let farthest = 0;
  let spent = false;

  function forget(): void {
    budget.bytes += bytesOf(first) + bytesOf(last);
    series = createThinnedSeries();
    [first, last, farthest] = [null, null, 0];
  }

  return {
    add(step, training, distribution, most) {
      if (spent || distribution.total === 0 || (trained && !training)) return;
      if (training && !trained) forget();
      trained = training;
      const [before, begin] = [last, first];
      const entry = once(() => stepOf(step, distribution, before, begin));
      // A jump farther than all before is kept, however much is thinned out.
      const jump = before === null ? 0 : wassersteinOf(before, distribution);
      const jumps = jump > farthest;
      if (jumps) farthest = jump;
      if (jumps || series.length % series.every === 0) entry();
      series.add(entry, jumps, most);
      budget.bytes += bytesOf(last) - bytesOf(distribution) - (first === null ? bytesOf(distribution) : 0);
      first ??= distribution;
      last = distribution;
      if (budget.bytes >= 0) return;
      spent = true;
      forget();
    },
    kept: () => series.kept().map((entry) => entry()),
    trained: () => trained,
    last: () => last,
    finish: (statistics, evaluations) => {
      const steps = series.kept().map((entry) => entry());
      if (steps.length < 2) return null;
      const { edges, counts } = binsOf(steps, statistics);
      const pick = (from: (step: DistributedStep) => Distance | null) => ({
        wasserstein: Float64Array.from(steps, (step) => from(step)?.wasserstein ?? Number.NaN),
        jensenShannon: Float64Array.from(steps, (step) => from(step)?.jensenShannon ?? Number.NaN),
      });
      return {
        steps: steps.map(({ step }) => step),
        logged: series.length,
        edges,
        counts,
        fromPrevious: pick((step) => step.fromPrevious),
        fromFirst: pick((step) => step.fromFirst),
        evaluations,
      };
    },
  };
}

/** @param before and @param first null of the first itself */
function stepOf(
  step: number,
  distribution: Distribution,
  before: Distribution | null,
  first: Distribution | null,
): DistributedStep {
  const width = binWidth(distribution);
  return {
    step,
    width,
    bins: binned(distribution, width),
    fromPrevious: before && distanceOf(before, distribution),
    fromFirst: first ? distanceOf(first, distribution) : NONE,
  };
}

/** What is not kept need not be computed; what was computed holds no memory but its own. */
function once<T>(make: () => T): () => T {
  let pending: (() => T) | null = make;
  let made: T;
  return () => {
    if (pending) {
      made = pending();
      pending = null;
    }
    return made;
  };
}

/** Two numbers an entry, of 2 and 4 bytes; 8 where counts are beyond 2^32. */
function bytesOf(distribution: Distribution | null): number {
  return distribution === null ? 0 : distribution.keys.byteLength + distribution.counts.byteLength;
}

/** One set of bins for all steps: those that a histogram of all values has, as far as the steps' own bins allow. */
function binsOf(
  steps: readonly DistributedStep[],
  { min, max, quantiles }: Statistics,
): Pick<OverTime, "edges" | "counts"> {
  const width = Math.max(...steps.map((step) => step.width));
  const same = steps.map(({ bins }) => binned(bins, width));
  const all = same.reduce(mergeDistributions);
  const lower = Float64Array.from(binned(all, width).keys, (key) => lowerEdge(key, width));
  const buckets = { lower, value: lower, count: new Float64Array(lower.length) };
  const { edges } = histogramOf(buckets, min, max, quantiles, binsFor(median(same.map(({ total }) => total))));
  return { edges, counts: same.map((step) => countsBetween(edges, step, width)) };
}

/** Bins that so many values fill, by the Rice rule; the eye tells 64 apart. */
function binsFor(values: number): number {
  return Math.round(Math.min(64, Math.max(16, 2 * Math.cbrt(values))));
}

function countsBetween(edges: Float64Array, step: Distribution, width: number): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  let bin = 0;
  step.keys.forEach((key, i) => {
    const lower = lowerEdge(key, width);
    while (bin + 1 < counts.length && lower >= edges[bin + 1]!) bin++;
    counts[bin]! += step.counts[i]!;
  });
  return counts;
}
