import { formatNumber } from "../formatNumber";
import { channelList, channelsWhere } from "./channelList";
import type { NormRule } from "./normRule";
import { isNearZero, rootMeanSquare } from "./robust";

/** NRM906. */
export const weightNearZero: NormRule = {
  code: "NRM906",
  title: "γ is near zero: channels that can be pruned",
  severity: "information",
  explanation: [
    "γ multiplies a normalized channel. Where it is below 1 % of the layer's root mean square, the channel passes on " +
      "next to nothing but its constant β: it costs computation and can be pruned, its β moved into the next layer " +
      "(Network Slimming trains networks for just that).",
    "γ of 0 throughout is how residual branches are often initialized (zero_init_residual): then this branch has not " +
      "been trained yet. Layer and RMS norms are not judged: their features cannot be left out one by one, and some " +
      "models store γ − 1.",
  ],
  sources: ["Liu et al. 2017, Learning Efficient Convolutional Networks through Network Slimming", "Goyal et al. 2017"],
  check({ method, values: { weight } }) {
    if (!weight || method === "layer" || method === "rms") return null;
    const size = rootMeanSquare(weight);
    if (size === 0) {
      return {
        severity: "information",
        message: `γ is 0 in all ${weight.length} channels. The layer passes on nothing but β: a zero-initialized branch that was not trained?`,
      };
    }
    const idle = channelsWhere(weight, (value) => isNearZero(value, size));
    if (idle.length === 0) return null;
    return {
      severity: "information",
      message:
        `γ is near zero in ${channelList(idle, weight.length)}: below 1 % of the layer's root mean square ` +
        `${formatNumber(size)}. ${idle.length === 1 ? "It" : "They"} can be pruned.`,
    };
  },
};
