import { formatNumber } from "../formatNumber";
import { quantile } from "../quantile";
import { channelList, channelsWhere } from "./channelList";
import type { NormRule } from "./normRule";

/** So many times the layer's median is one channel gone astray, where its deviation is above ten besides. */
const TIMES_MEDIAN = 1e4;
const NOTABLE = 100;
/** A deviation of a thousand throughout: working networks have it, but narrow formats do not bear it. */
const LARGE = 1e6;
/** A deviation of a hundred thousand throughout: no working network has it. */
const EXPLODED = 1e10;

/** NRM905. */
export const varianceExploded: NormRule = {
  code: "NRM905",
  title: "A running variance is very large",
  severity: "warning",
  explanation: [
    "Where single channels have ten thousand times the variance of the layer's median channel, or all are above 10¹⁰, " +
      "something went wrong: activations before this layer grew without bound at some time, or one batch held values " +
      "that are far out of range, and the average forgets them only slowly. In evaluation such channels are scaled " +
      "almost to 0. Look at the learning rate, at the input's scaling and at the batches before the checkpoint; " +
      "estimating the statistics again on clean batches repairs the average.",
    "Where all channels have variances above a million, the layer normalizes as it should, but the values before it are " +
      "in the thousands: float16 has 65504 for its largest number and three digits. That is for information only.",
  ],
  sources: ["Ioffe & Szegedy 2015, algorithm 2"],
  check({ values: { runningVariance } }) {
    if (!runningVariance) return null;
    const ascending = Array.from(runningVariance.filter(Number.isFinite)).sort((a, b) => a - b);
    const median = quantile(ascending, 0.5);
    const astray = Math.max(NOTABLE, TIMES_MEDIAN * median);
    const exploded = channelsWhere(
      runningVariance,
      (value) => Number.isFinite(value) && value > Math.min(astray, EXPLODED),
    );
    if (exploded.length > 0) {
      return {
        severity: "warning",
        message:
          `The running variance has exploded in ${channelList(exploded, runningVariance.length)}: ` +
          `up to ${formatNumber(ascending.at(-1)!)}, while the median channel has ${formatNumber(median)}. ` +
          `Evaluation scales such channels almost to 0.`,
      };
    }
    if (!(median > LARGE)) return null;
    return {
      severity: "information",
      message:
        `The running variance is ${formatNumber(median)} in the median channel. The values before this layer are in ` +
        `the thousands: float16 may overflow there.`,
    };
  },
};
