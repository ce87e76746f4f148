import { formatCount } from "../formatNumber";
import type { NormRule } from "./normRule";

/** NRM902. */
export const neverUpdated: NormRule = {
  code: "NRM902",
  title: "The running statistics were not updated by training here",
  severity: "warning",
  explanation: [
    "The running mean is 0 and the running variance 1 in every channel, as they are made; or the layer counts 0 " +
      "batches. In evaluation it then normalizes with numbers that no data has shaped: a trained network gives " +
      "other, usually useless results as soon as eval() is called.",
    "It comes about when the layer was in evaluation mode through all of training, when it is not reached by the " +
      "forward pass, when a checkpoint was loaded with strict=False and its buffers were not in it, or when only " +
      "parameters were saved (an average of parameters without buffers, Flax without batch_stats).",
    "If statistics are there but 0 batches are counted, they were loaded from elsewhere: harmless at a fixed " +
      "momentum, but with momentum=None the next training batch replaces them altogether.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d (running_mean, running_var, num_batches_tracked)"],
  check({ values: { runningMean, runningVariance, numBatchesTracked: batches } }) {
    if (!runningMean || !runningVariance) return null;
    const initial = runningMean.every((value) => value === 0) && runningVariance.every((value) => value === 1);
    if (initial) {
      const count = batches === null ? "" : `, and ${formatCount(batches)} batches are counted`;
      return {
        severity: "warning",
        message:
          `The running statistics have never been updated: mean 0 and variance 1 in all ` +
          `${formatCount(runningMean.length)} channels${count}. Evaluation does not normalize here.`,
      };
    }
    if (batches !== 0) return null;
    return {
      severity: "information",
      message:
        "The running statistics were loaded, not learned here: 0 batches are counted, but they are not 0 and 1. " +
        "With momentum=None the next training batch would replace them.",
    };
  },
};
