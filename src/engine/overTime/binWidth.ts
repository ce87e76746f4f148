import { type Distribution, lowerEdge, middleOf } from "./distribution";

/** Bins over the central nine tenths: 32 to 64. */
const BINS = 32;
const MOST_BINS = 256;

/**
 * A width of bins that shows how a step's values are distributed: a power of two, so that the bins of all steps nest and
 * counts stay exact when steps are brought to one width. 0 where the buckets themselves are few.
 */
export function binWidth(distribution: Distribution): number {
  const { keys } = distribution;
  if (keys.length <= BINS) return 0;
  const [low, high] = [quantileOf(distribution, 0.05), quantileOf(distribution, 0.95)];
  const span = high > low ? high - low : middleOf(keys.at(-1)!) - middleOf(keys[0]!);
  let width = 2 ** Math.floor(Math.log2(span / BINS));
  while (binsAt(distribution, width) > MOST_BINS) width *= 2;
  return width;
}

/** The middle of the bucket that holds the quantile. */
function quantileOf({ keys, counts, total }: Distribution, p: number): number {
  let [i, below] = [0, counts[0]!];
  while (below < p * total && i + 1 < keys.length) below += counts[++i]!;
  return middleOf(keys[i]!);
}

function binsAt({ keys }: Distribution, width: number): number {
  let [bins, edge] = [0, Number.NaN];
  for (const key of keys) {
    const lower = lowerEdge(key, width);
    if (lower !== edge) bins++;
    edge = lower;
  }
  return bins;
}
