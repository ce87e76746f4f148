import { formatNumber } from "../formatNumber";
import { quantile } from "../quantile";
import { channelList, channelsWhere } from "./channelList";
import type { NormRule } from "./normRule";

/** A deviation of a thousand: no healthy activation has it, raw pixels from 0 to 255 included (variance about 5000). */
const EXPLODED = 1e6;
/** So many times the layer's median is one channel gone astray, where its deviation is above ten besides. */
const TIMES_MEDIAN = 1e4;
const NOTABLE = 100;

/** NRM905. */
export const varianceExploded: NormRule = {
  code: "NRM905",
  title: "A running variance has exploded",
  severity: "warning",
  explanation: [
    "The running variance of these channels is over a million, or ten thousand times the layer's median channel. " +
      "Activations before this layer grew without bound at some time, or one batch held values that are far out of " +
      "range; the average then forgets them only slowly.",
    "In evaluation such channels are scaled almost to 0. Look at the learning rate, at the input's scaling, and at " +
      "the batches before the checkpoint; estimating the statistics again on clean batches repairs the average.",
  ],
  sources: ["Ioffe & Szegedy 2015, algorithm 2"],
  check({ values: { runningVariance } }) {
    if (!runningVariance) return null;
    const ascending = Array.from(runningVariance.filter(Number.isFinite)).sort((a, b) => a - b);
    const median = quantile(ascending, 0.5);
    const limit = Math.min(EXPLODED, Math.max(NOTABLE, TIMES_MEDIAN * median));
    const exploded = channelsWhere(runningVariance, (value) => Number.isFinite(value) && value > limit);
    if (exploded.length === 0) return null;
    return {
      severity: "warning",
      message:
        `The running variance has exploded in ${channelList(exploded, runningVariance.length)}: ` +
        `up to ${formatNumber(ascending.at(-1)!)}, while the median channel has ${formatNumber(median)}. ` +
        `Evaluation scales such channels almost to 0.`,
    };
  },
};
