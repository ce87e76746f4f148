import { formatCount, formatNumber } from "../formatNumber";
import { channelList } from "./channelList";
import { robustSpread } from "./robust";
import type { RunRule } from "./runRule";

const LEAST_STEPS = 10;
/** Fewer channels have no spread to speak of. */
const FEWEST = 16;
/** Robust deviations from the median channel: among a million normal values the farthest lies at 5. */
const FAR = 12;
/** More channels than these are no few. */
const MOST_SHARE = 1 / 8;
/** And so many times the median channel's standard deviation. */
const TIMES = 30;

/** NRM930. */
export const outlierChannels: RunRule = {
  code: "NRM930",
  title: "A few channels dwarf the others",
  severity: "information",
  explanation: [
    "In the last steps of the run, a few channels have a standard deviation of more than 30 times the median channel's, or " +
      "a mean that lies as far from the others', and over 12 robust deviations besides.",
    "A layer, group or RMS norm divides all channels by one number, which such channels make: the others come out near 0. " +
      "Formats with one scale for all (int8, float8) lose the others, and float16 may overflow. Large transformers have such " +
      "channels without being ill. Batch and instance norms are not judged, as they scale each channel by itself.",
  ],
  sources: ["Dettmers et al. 2022, LLM.int8()", "Sun et al. 2024, Massive Activations in Large Language Models"],
  check({ late, layer, channels }) {
    if (!late || late.steps < LEAST_STEPS || channels < FEWEST) return null;
    if (layer.place === "input" && (layer.method === "batch" || layer.method === "instance")) return null;
    // Dead channels have no scale.
    const sigmas = late.variance.map((variance) => (variance > 0 ? Math.sqrt(variance) : Number.NaN));
    const spread = robustSpread(sigmas);
    const offset = robustSpread(late.mean.map((mean, c) => mean + 0 * sigmas[c]!));
    const wide = (c: number) => sigmas[c]! > Math.max(TIMES * spread.centre, spread.centre + FAR * spread.sigma);
    const away = (c: number) =>
      Math.abs(late.mean[c]! - offset.centre) > Math.max(TIMES * spread.centre, FAR * offset.sigma);
    if (!(spread.centre > 0)) return null;
    const far = Array.from(sigmas.keys()).filter((c) => sigmas[c]! > 0 && (wide(c) || away(c)));
    if (far.length === 0 || far.length > MOST_SHARE * sigmas.filter(Number.isFinite).length) return null;
    const distance = (c: number) => Math.max(sigmas[c]!, Math.abs(late.mean[c]! - offset.centre));
    const farthest = far.reduce((a, b) => (distance(b) > distance(a) ? b : a));
    return {
      severity: "information",
      message:
        `A few channels dwarf the others: ${channelList(far, channels)}. Channel ${farthest} has mean ` +
        `${formatNumber(late.mean[farthest]!)} and standard deviation ${formatNumber(sigmas[farthest]!)} in the last ` +
        `${formatCount(late.steps)} logged steps, the median channel ${formatNumber(offset.centre)} and ${formatNumber(spread.centre)}.`,
    };
  },
};
