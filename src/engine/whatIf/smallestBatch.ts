import type { BatchNoise } from "./batchNoise";
import { batchSizeAdvice } from "./batchSizeAdvice";
import type { BatchSizeSensitivity, SmallestBatch } from "./sensitivity";

/** From which size on all batches that were drawn are within the limit. @param sizes ascending */
export function smallestWithin(sizes: readonly Pick<BatchNoise, "size" | "rms">[], limit: number): SmallestBatch {
  const { size, rms } = sizes.at(-1)!;
  if (rms > limit) return { size: Math.ceil(size * (rms / limit) ** 2), isExtrapolated: true };
  const above = sizes.findLastIndex((one) => one.rms > limit);
  return { size: sizes[above + 1]!.size, isExtrapolated: false };
}

/** The same draws, judged by another limit. */
export function atLimit(found: BatchSizeSensitivity, limit: number): BatchSizeSensitivity {
  const judged = { ...found, limit, smallest: smallestWithin(found.sizes, limit) };
  return { ...judged, advice: batchSizeAdvice(judged) };
}
