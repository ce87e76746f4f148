/** What TensorBoard's summary writers log under a tag at a step: a number, or a histogram of many. */
export interface LoggedValue {
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly content: LoggedContent;
}

export type LoggedContent =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "histogram"; readonly histogram: LoggedHistogram }
  /** Images, texts and whatever else is no measure of values. */
  | { readonly kind: "other" };

/** A histogram as it was logged: bins that adjoin, and what its writer summed besides. */
export interface LoggedHistogram {
  /** Ascending, one more than counts; the lowest and the highest are those of the values, as far as they are known. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Of all values, computed by the writer; null where it keeps bins alone (TensorFlow 2). */
  readonly sums: { readonly count: number; readonly sum: number; readonly sumSquares: number } | null;
  /** NaN where the writer met a NaN. */
  readonly min: number;
  readonly max: number;
}
