import { channelList, channelsWhere } from "./channelList";
import type { RunRule } from "./runRule";

/** NRM925. */
export const varianceVanished: RunRule = {
  code: "NRM925",
  title: "A running variance is 0",
  severity: "warning",
  explanation: [
    "The running variance of a channel is exactly 0 at the end of the run: for so long have its values all been the same " +
      "that the average has forgotten everything else. The layer puts out β there, whatever the input, and a single other " +
      "value in evaluation is scaled by 1 / √ε, 316 at PyTorch's default.",
    "In single channels it comes from dead channels before the layer, or from inputs that never change, such as the " +
      "corner of an image: for information. In all channels the layer is given a constant.",
  ],
  sources: ["Ioffe & Szegedy 2015, algorithm 2"],
  check({ end, channels }) {
    if (!end) return null;
    const vanished = channelsWhere(end.variance, (value) => value === 0);
    if (vanished.length === 0) return null;
    const all = vanished.length === channels;
    return {
      severity: all ? "warning" : "information",
      message:
        `The running variance is 0 in ${channelList(vanished, channels)}. ` +
        `${vanished.length === 1 ? "Its" : "Their"} values have been the same in all batches for long, and the output is β.`,
    };
  },
};
