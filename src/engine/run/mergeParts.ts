import { type ChannelSums, createChannelSums, mergeChannelSums } from "../statistics/channelSums";
import type { Moments } from "../statistics/moments";
import type { LayerPart } from "./runRecord";

/** What one layer saw in one step: all micro-batches of all ranks that were in one mode. */
export interface LayerStep {
  readonly step: number;
  readonly training: boolean;
  /** Values per channel, the non-finite ones included. */
  readonly count: number;
  readonly sums: ChannelSums;
  /** The buffers of the first rank after its last micro-batch. */
  readonly buffers: Pick<LayerPart, "runningMean" | "runningVariance" | "numBatchesTracked">;
}

/**
 * Merges a layer's micro-batches by Chan's formula, as if they had been one batch.
 *
 * @param parts at least one, in the order of ranks, those of a rank in the order of its micro-batches
 * @param firstRank how many of the first parts are the first rank's
 * @throws where their numbers of channels differ
 */
export function mergeParts(step: number, parts: readonly LayerPart[], firstRank: number): LayerStep {
  const channels = parts[0]!.n.length;
  const sums = createChannelSums(channels);
  let count = 0;
  for (const part of parts) {
    if (part.n.length !== channels)
      throw new Error(`${part.n.length} channels, but ${channels} in another part of the step`);
    mergeChannelSums(sums, sumsOf(part));
    count += part.count;
  }
  const { runningMean, runningVariance, numBatchesTracked } = parts[Math.max(1, firstRank) - 1]!;
  return {
    step,
    training: parts[0]!.training,
    count,
    sums,
    buffers: { runningMean, runningVariance, numBatchesTracked },
  };
}

/** A log holds no moments of third and fourth order. Extremes of no values are whatever the log says: they do not count. */
function sumsOf({ n, mean, m2, min, max, zeros, count }: LayerPart): ChannelSums {
  const none = new Float64Array(n.length);
  const moments: Moments = { count: n, mean, meanLow: none, m2, m3: none, m4: none };
  return {
    moments,
    min: min.map((value, c) => (n[c] === 0 ? Number.POSITIVE_INFINITY : value)),
    max: max.map((value, c) => (n[c] === 0 ? Number.NEGATIVE_INFINITY : value)),
    zero: zeros,
    nonFinite: n.map((finite) => count - finite),
  };
}
