import { WARMED_UP } from "../running/average";
import { gapOf, type Statistics } from "./statisticsGap";
import type { TrainedNorm } from "./trainedNorm";

/**
 * What a gap comes from most: sampling alone; an average that is not warm; a variance that was kept biased where it
 * should not be; or a running mean or variance that are not those of these activations, for whatever reason.
 */
export type Cause = "sampling" | "lagging average" | "bias correction" | "mean" | "variance";

/** Shares of the squared gap; those of causes that were not looked for are null. */
export interface GapCauses {
  /** Mean and variance add up to 1. */
  readonly mean: number;
  readonly variance: number;
  /** How much less the gap is without what is left of the initial values. */
  readonly laggingAverage: number | null;
  /** How much less it is with the variance of training batches made unbiased. */
  readonly biasCorrection: number | null;
}

export interface GapToExplain {
  readonly batch: Statistics;
  readonly norm: TrainedNorm;
  readonly values: number;
  readonly examples: number;
  /** RMS. */
  readonly noise: number;
}

/** A specific cause must take away half of what sampling does not explain. */
const ENOUGH = 0.5;

export function causesOf(question: GapToExplain): { readonly parts: GapCauses; readonly cause: Cause } {
  const { batch, norm, values, noise } = question;
  const { running, training } = norm;
  const { rms, rmsFromMean, rmsFromVariance } = gapOf(batch, running, norm);
  if (rms === 0) {
    return { parts: { mean: 0, variance: 0, laggingAverage: null, biasCorrection: null }, cause: "sampling" };
  }
  const lessWith = (corrected: Statistics) => 1 - (gapOf(batch, corrected, norm).rms / rms) ** 2;
  const trainingCount = training.examples === null ? null : training.examples * values;
  const parts: GapCauses = {
    mean: (rmsFromMean / rms) ** 2,
    variance: (rmsFromVariance / rms) ** 2,
    laggingAverage:
      training.initialShare >= WARMED_UP && training.initialShare < 1
        ? lessWith(withoutInitial(running, training.initialShare))
        : null,
    biasCorrection:
      trainingCount !== null && trainingCount > 1
        ? lessWith({ ...running, variance: running.variance.map((v) => (v * trainingCount) / (trainingCount - 1)) })
        : null,
  };
  return { parts, cause: causeOf(parts, rms, noise, batch.mean.length) };
}

function causeOf(parts: GapCauses, rms: number, noise: number, channels: number): Cause {
  // Squares of two statistics a channel: their average scatters by about 1 / √channels.
  if (rms ** 2 <= noise ** 2 * (1 + 3 / Math.sqrt(channels))) return "sampling";
  const enough = ENOUGH * (1 - (noise / rms) ** 2);
  const lagging = parts.laggingAverage ?? 0;
  const bias = parts.biasCorrection ?? 0;
  if (lagging >= enough && lagging >= bias) return "lagging average";
  if (bias >= enough) return "bias correction";
  return parts.mean >= parts.variance ? "mean" : "variance";
}

/** Running averages are (1 - p) of the batches and p of mean 0 and variance 1. */
function withoutInitial({ mean, variance }: Statistics, share: number): Statistics {
  return {
    mean: mean.map((one) => one / (1 - share)),
    variance: variance.map((one) => Math.max(0, (one - share) / (1 - share))),
  };
}
