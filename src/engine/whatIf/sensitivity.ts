import type { BatchNoise } from "./batchNoise";
import type { OtherMethod } from "./otherMethods";

/** Whether a layer's batches are large enough for batch norm. */
export interface BatchSizeSensitivity {
  readonly limit: number;
  readonly seed: number;
  readonly eps: number;
  /** Examples that batches were drawn from. */
  readonly examples: number;
  /** Values of one channel of one example. */
  readonly values: number;
  readonly channels: ChannelsJudged;
  readonly effective: EffectiveSize;
  /** By batch size, ascending. */
  readonly sizes: readonly BatchNoise[];
  /** The smallest batch with noise within the limit. */
  readonly smallest: SmallestBatch;
  /** Those whose statistics do not depend on the batch. */
  readonly others: readonly OtherMethod[];
  readonly advice: string;
  readonly caveats: readonly string[];
}

export interface ChannelsJudged {
  readonly judged: readonly number[];
  readonly nonFinite: readonly number[];
  readonly constant: readonly number[];
}

/** How many independent values the values of one channel of one example amount to. */
export interface EffectiveSize {
  readonly perExample: number;
  /** By channel judged. */
  readonly byChannel: Float64Array;
}

/** Extrapolated where no size that was drawn is within the limit: the noise falls as 1 / √size. */
export interface SmallestBatch {
  readonly size: number;
  readonly isExtrapolated: boolean;
}
