import type { Statistics } from "./statisticsGap";

/** A trained batch norm, one entry a channel in each array. */
export interface TrainedNorm {
  readonly running: Statistics;
  readonly eps: number;
  /** γ, or null for 1. */
  readonly weight: Float64Array | null;
  readonly training: Training;
}

/** How the running statistics came about, as far as it is known. */
export interface Training {
  /** Share of their initial values, mean 0 and variance 1, that they still hold; 0 where that is not known. */
  readonly initialShare: number;
  /** Variance that they keep of that of one batch: m / (2 - m). */
  readonly scatterKept: number;
  /** Examples of a batch of training; null where that is not known. */
  readonly examples: number | null;
}
