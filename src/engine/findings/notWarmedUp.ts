import { formatCount, formatNumber, formatShare } from "../formatNumber";
import { initialShareLeft, WARMED_UP } from "../running/average";
import type { NormRule } from "./normRule";

const PYTORCH_MOMENTUM = 0.1;
const KERAS_MOMENTUM = 0.99;

/** NRM903. */
export const notWarmedUp: NormRule = {
  code: "NRM903",
  title: "The running average still holds much of its initial value",
  severity: "warning",
  explanation: [
    "An exponential average at momentum m keeps (1 − m)^t of its initial value, 0 for the mean and 1 for the " +
      "variance, after t batches. This layer has seen so few that more than 1 % is left (44 batches at PyTorch's " +
      "default momentum 0.1; 459 at Keras's 0.99), so evaluation differs from training.",
    "The momentum is not stored in a PyTorch checkpoint: where it is taken to be the default, the message says so. " +
      "With momentum=None (a cumulative average) nothing of the initial value is left after one batch.",
    "Train longer before evaluating, raise the momentum, or estimate the statistics again on training data.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d (momentum)", "Keras: BatchNormalization (momentum)"],
  check({ momentum, convention, values: { numBatchesTracked: batches, runningMean } }) {
    if (!runningMean || batches === null || batches <= 0) return null;
    const known = momentum ?? (convention === "keras" ? KERAS_MOMENTUM : PYTORCH_MOMENTUM);
    const left = initialShareLeft(known, convention, batches);
    if (left <= WARMED_UP) return null;
    const assumed = momentum === null ? "the default momentum" : "momentum";
    return {
      severity: "warning",
      message:
        `The running average has not warmed up: after ${formatCount(batches)} batches at ${assumed} ` +
        `${formatNumber(known)}, ${formatShare(left)} of its initial 0 and 1 is left. Evaluation differs from training.`,
    };
  },
};
