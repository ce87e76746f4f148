import { channelList, channelsWhere } from "./channelList";
import { type NormRule, namedValues } from "./normRule";

/** NRM901. */
export const nonFinite: NormRule = {
  code: "NRM901",
  title: "A parameter or running statistic is no possible number",
  severity: "error",
  explanation: [
    "A parameter or buffer of this layer holds NaN or infinity, or its running variance is negative. Every output of " +
      "such a channel is NaN, infinite or 0 in evaluation, whatever the input.",
    "One batch with a NaN or an overflow is enough: the running average takes it over and never loses it again, even " +
      "where the optimizer skipped that step (a gradient scaler skips the update of parameters, not that of buffers). " +
      "float16 buffers become infinite beyond 65504.",
    "Go back to the last checkpoint without the finding, or set the running statistics back " +
      "(reset_running_stats()) and estimate them again on clean batches in training mode; look for the batch it came from.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d", "Ioffe & Szegedy 2015, algorithm 1"],
  check(norm) {
    const found = namedValues(norm).flatMap(([name, values]) => {
      const bad = channelsWhere(values, (value) => !Number.isFinite(value));
      return bad.length > 0 ? [`${name} is NaN or infinite in ${channelList(bad, values.length)}`] : [];
    });
    const { runningVariance } = norm.values;
    const negative = runningVariance ? channelsWhere(runningVariance, (value) => value < 0 && value !== -Infinity) : [];
    if (negative.length > 0) {
      found.push(`running variance is negative in ${channelList(negative, runningVariance!.length)}`);
    }
    if (found.length === 0) return null;
    return { severity: "error", message: `${sentence(found.join("; "))} Their outputs are useless in evaluation.` };
  },
};

function sentence(text: string): string {
  return `${text.startsWith("running") ? `The ${text}` : text}.`;
}
