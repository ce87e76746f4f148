import { formatCount, formatNumber, formatShare } from "../formatNumber";
import { initialShareLeft, newBatchWeight, WARMED_UP } from "../running/average";
import type { RunRule } from "./runRule";

/** NRM921. */
export const averageLags: RunRule = {
  code: "NRM921",
  title: "The running average is too slow for the run",
  severity: "warning",
  explanation: [
    "An exponential average at momentum m keeps (1 − m)^t of what it began with after t batches, in Keras's meaning m^t. " +
      "Here more than 1 % is left at the end of the run: the average has not seen enough batches for its momentum, and " +
      "evaluation uses numbers that are partly those of the beginning (mean 0 and variance 1, unless they were loaded).",
    "While a run goes on, this is no more than a piece of information: most averages lag at the beginning.",
    "Train longer, let the average follow faster (PyTorch: a larger momentum, default 0.1; Keras: a smaller one, default " +
      "0.99), or estimate the statistics again on training data after training.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d (momentum)", "Keras: BatchNormalization (momentum)"],
  check({ layer: { tracks, momentum, convention }, updates, goesOn }) {
    if (!tracks || momentum === null || updates === null || updates === 0) return null;
    const weight = newBatchWeight(momentum, convention, updates);
    const left = initialShareLeft(momentum, convention, updates);
    if (!(left > WARMED_UP)) return null;
    const needed = Math.ceil(Math.log(WARMED_UP) / Math.log(1 - weight));
    const enough = Number.isFinite(needed) ? `1 % is left after ${formatCount(needed)}` : "it never moves";
    return {
      severity: goesOn ? "information" : "warning",
      message:
        `The running average ${goesOn ? "still lags" : "lags"}: after ${formatCount(updates)} batches at momentum ${formatNumber(momentum)}, ` +
        `${formatShare(left)} of what it began with is left (${enough}). Evaluation differs from training.`,
    };
  },
};
