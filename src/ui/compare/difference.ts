import type { ComparedLayer, ComparedMethod, Distribution } from "../../engine/comparison/comparison";
import { formatCount, formatNumber } from "../../engine/formatNumber";

/** What changes between training and inference, in a sentence with its numbers. */
export function differenceText({ steps, examples }: ComparedLayer, method: ComparedMethod): string {
  if (method.refusal !== null) return `PyTorch refuses it here: ${method.refusal}.`;
  if (method.inference === null) {
    const own = method.method === "rms" ? "mean square" : "mean and variance";
    return `Training and inference are the same: every ${method.statisticPer} is normalized by its own ${own}.`;
  }
  const after = steps === 1 ? "one update from mean 0 and variance 1" : `the run's ${formatCount(steps)} steps`;
  const tracked = method.method === "instance" ? "If running statistics are tracked (by default they are not), " : "";
  const { channel, shift, ratio } = largestShift(method.training!, method.inference);
  const begin = tracked || "In inference ";
  const where = tracked ? "inference uses" : "the output is made with";
  const fact = `${begin}${where} running statistics, here those after ${after}.`;
  const share = examples[0] < examples[1] ? " Compared are the first examples only." : "";
  if (!Number.isFinite(shift)) return `${fact}${share}`;
  return (
    `${fact} Channel ${channel} moves most: its mean by ${formatNumber(shift)}, ` +
    `its spread by a factor of ${formatNumber(ratio)}.${share}`
  );
}

/** The channel whose mean moves most between the two. */
export function largestShift(training: Distribution, inference: Distribution) {
  let [channel, shift] = [0, Number.NEGATIVE_INFINITY];
  training.channels.mean.forEach((mean, c) => {
    const moved = Math.abs(inference.channels.mean[c]! - mean);
    if (moved > shift) [channel, shift] = [c, moved];
  });
  const ratio = Math.sqrt(inference.channels.variance[channel]! / training.channels.variance[channel]!);
  return { channel, shift: (inference.channels.mean[channel] ?? Number.NaN) - training.channels.mean[channel]!, ratio };
}
