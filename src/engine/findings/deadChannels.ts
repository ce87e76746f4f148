import { formatCount } from "../formatNumber";
import type { LateChannels } from "../run/lateChannels";
import { channelList, channelsWhere } from "./channelList";
import type { RunRule } from "./runRule";

const LEAST_STEPS = 10;
/** Per channel: a rare feature may be silent for long. */
const LEAST_VALUES = 1000;
/** Values that differ by rounding alone, in float32. */
const ROUNDING = 2 ** -20;
/** Small networks train well with a fifth of a ReLU's channels dead; from a quarter on it is worth a word. */
const NOTABLE_SHARE = 0.25;
const ILL_SHARE = 0.5;

/** NRM928. */
export const deadChannels: RunRule = {
  code: "NRM928",
  title: "Channels are dead",
  severity: "warning",
  explanation: [
    "In all of the last logged steps, a channel's values are the same for every example and position: 0, as after a ReLU " +
      "that nothing gets through, or another constant. Such a channel tells nothing, and through a ReLU it gets no " +
      "gradient that could revive it.",
    "From half of the channels on it is a warning, from a quarter on for information: some networks have dead channels " +
      "without being ill. Look for a learning rate that was too high at some time, a bias that is far below 0, weights " +
      "initialized at 0, or inputs that are not scaled. It is told once, of the first of the layers that follow each other. A batch norm before the ReLU, or a leaky one, keeps channels alive.",
  ],
  sources: [
    "Maas et al. 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    "Lu et al. 2019, Dying ReLU and Initialization",
  ],
  check({ late, lateBefore, end, layer, channels }) {
    if (!late || late.steps < LEAST_STEPS) return null;
    // Where the running average has noticed, NRM925 says so.
    const dead = deadOf(late).filter((c) => end?.variance[c] !== 0);
    if (dead.length < NOTABLE_SHARE * channels || dead.length === 0) return null;
    // What is dead makes what follows it dead.
    const shareBefore = lateBefore ? deadOf(lateBefore).length / lateBefore.count.length : 0;
    if (shareBefore >= Math.min(ILL_SHARE, dead.length / channels)) return null;
    const zero = dead.every((c) => late.min[c] === 0 && late.max[c] === 0);
    const values = zero ? "Their values are 0" : "Their values do not differ from one example to another";
    return {
      severity: dead.length >= ILL_SHARE * channels ? "warning" : "information",
      message:
        `Channels of this layer's ${layer.place} are dead: ${channelList(dead, channels)}. ${values} in all of the last ` +
        `${formatCount(late.steps)} logged steps.`,
    };
  },
};

function deadOf(late: LateChannels): number[] {
  return channelsWhere(late.count, (_, c) => isDead(late, c));
}

function isDead({ steps, count, variance, min, max }: LateChannels, c: number): boolean {
  if (count[c]! < Math.max(LEAST_VALUES, 4 * steps)) return false;
  return Math.sqrt(variance[c]!) <= ROUNDING * Math.max(Math.abs(min[c]!), Math.abs(max[c]!));
}
