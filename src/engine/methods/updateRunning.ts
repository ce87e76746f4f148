import type { Numbers } from "../kernels/normKernels";
import type { RunningState, Tracked } from "./method";

/** What a batch says of each channel. */
export interface BatchStatistics {
  readonly mean: Numbers;
  /** Biased. */
  readonly variance: Numbers;
  /** Values behind each; of none, nothing is learned. */
  readonly count: number;
}

/**
 * The running statistics after a batch of this weight. PyTorch keeps the unbiased variance
 * (torch.nn.BatchNorm2d), Keras the biased one (keras.layers.BatchNormalization).
 */
export function updateRunning(
  running: RunningState,
  batch: BatchStatistics,
  weight: number,
  { convention }: Tracked,
): Pick<RunningState, "mean" | "variance"> {
  const { mean, variance, count } = batch;
  if (weight === 0 || count === 0) return { mean: running.mean, variance: running.variance };
  const unbias = convention === "pytorch" ? count / (count - 1) : 1;
  const average = (old: number, now: number) => (1 - weight) * old + weight * now;
  return {
    mean: running.mean.map((old, c) => average(old, mean[c]!)),
    variance: running.variance.map((old, c) => average(old, variance[c]! * unbias)),
  };
}
