import { formatNumber } from "../formatNumber";
import { channelList, channelsWhere } from "./channelList";
import { epsOf, type NormRule } from "./normRule";

/** Share of ε below which a variance no longer counts: the output has less than a tenth of unit deviation. */
const NEGLIGIBLE = 0.01;
/** From this share of channels on it is the layer's fault, not that of a few dead channels. */
const MANY = 0.25;

/** NRM904. */
export const varianceNearZero: NormRule = {
  code: "NRM904",
  title: "A running variance is near zero",
  severity: "warning",
  explanation: [
    "The running variance of these channels lies below a hundredth of ε: their input is constant or nearly so, ε " +
      "alone sets the scale, and the output is all but constant: 1 / √ε at most multiplies what little still varies " +
      "(316 at ε = 1e-5).",
    "A few such channels are dead: the convolution before gives one value everywhere, often since weight decay took " +
      "its weights to 0. They can be pruned. Many of them mean that the layer's input is far too small for this ε, or " +
      "that the network has collapsed before it.",
  ],
  sources: ["Ioffe & Szegedy 2015, algorithm 1 (ε)"],
  check(norm) {
    const { runningVariance } = norm.values;
    if (!runningVariance) return null;
    const eps = epsOf(norm);
    const dead = channelsWhere(runningVariance, (value) => value >= 0 && value < NEGLIGIBLE * eps);
    if (dead.length === 0) return null;
    const smallest = dead.reduce((least, c) => Math.min(least, runningVariance[c]!), Number.POSITIVE_INFINITY);
    const share = dead.length / runningVariance.length;
    return {
      severity: share >= MANY ? "warning" : "information",
      message:
        `The running variance is near zero in ${channelList(dead, runningVariance.length)}: ` +
        `as little as ${formatNumber(smallest)}, below a hundredth of ε = ${formatNumber(eps)}. ` +
        `Such channels are constant.`,
    };
  },
};
