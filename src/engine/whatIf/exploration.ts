/** What a layer's running averages would be with other momenta. */
export interface MomentumExploration {
  /** Steps known, of training. */
  readonly steps: number;
  /** Batches from one of them to the next, on average. */
  readonly every: number;
  /** Last steps of these, which the errors are of: half of all. */
  readonly window: number;
  /** Channels that were judged; those left out, which are not finite or do not vary in some step; those skipped. */
  readonly channels: { readonly judged: number; readonly left: number; readonly skipped: number };
  /** What the run used, in PyTorch's meaning. */
  readonly own: MomentumOutcome;
  /** Ascending momenta, then the cumulative average; the run's own among them. */
  readonly outcomes: readonly MomentumOutcome[];
  /** That of the least error; of a draw, the largest momentum, which is warm first. */
  readonly recommended: MomentumOutcome;
  readonly advice: string;
  readonly caveats: readonly string[];
}

/** What running averages of one momentum would have been at the end of a run. Errors are in units of the output's σ. */
export interface MomentumOutcome {
  /** PyTorch's meaning, the weight of the new batch; null is the cumulative average. */
  readonly momentum: number | null;
  /** √(noise² + lag²): how far evaluation would be from what the batches are drawn from. */
  readonly error: number;
  /** What the scatter of single batches leaves in the average. */
  readonly noise: number;
  /** How far the average is behind the batches' trend, and what is left of its initial value. */
  readonly lag: number;
  /** Share of the batches' own scatter (a standard deviation) that the average keeps at the end: √(m / (2 - m)) at last. */
  readonly scatterKept: number;
  /** Batches until 1 % of the initial mean 0 and variance 1 is left; infinite at momentum 0. */
  readonly warmUp: number;
  /** Share of the initial value that is left at the end. */
  readonly initialShare: number;
  /** RMS over channels of the last running mean's distance from the batches' in the window, in their σ. */
  readonly meanGap: number;
  /** The last running variance over the batches' in the window; geometric mean over channels. */
  readonly varianceGap: number;
}
