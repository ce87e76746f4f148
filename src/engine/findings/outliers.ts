import { formatNumber } from "../formatNumber";
import { channelList, channelsWhere } from "./channelList";
import type { NormRule } from "./normRule";
import { robustSpread, rootMeanSquare } from "./robust";

/** Fewer channels have no spread to speak of. */
const FEWEST = 16;
/** Robust deviations from the median: among a million normal values the farthest lies at 5. */
const FAR = 12;
/** And so many times the median γ, or the root mean square of γ for β: what differs little harms nobody. */
const TIMES = 4;

/** NRM907. */
export const outliers: NormRule = {
  code: "NRM907",
  title: "γ or β of a few channels is far out",
  severity: "information",
  explanation: [
    "A few channels have a γ or β over 12 robust deviations from the median, and over four times its size. They " +
      "dominate what follows, make low-precision formats lose the other channels (one scale must hold all), and are " +
      "the first suspects when quantization or float16 fails. Large transformers have such outlier features without " +
      "being ill.",
    "If it is not wanted: look whether these channels' inputs are nearly constant, and whether γ and β are kept out of " +
      "weight decay.",
  ],
  sources: ["Dettmers et al. 2022, LLM.int8()", "Kovaleva et al. 2021, BERT Busters"],
  check({ values: { weight, bias } }) {
    const size = weight ? rootMeanSquare(weight) : 1;
    const found = [
      ...farOut("γ", weight, (centre) => TIMES * Math.abs(centre)),
      ...farOut("β", bias, () => TIMES * size),
    ];
    if (found.length === 0) return null;
    return { severity: "information", message: `${found.join("; ")}. Such channels dominate the others.` };
  },
};

function farOut(name: string, values: Float64Array | null, smallest: (centre: number) => number): string[] {
  if (!values || values.length < FEWEST) return [];
  const { centre, sigma } = robustSpread(values);
  const limit = Math.max(FAR * sigma, smallest(centre));
  const far = channelsWhere(values, (value) => Number.isFinite(value) && Math.abs(value - centre) > limit);
  if (far.length === 0 || limit === 0) return [];
  const farthest = far.reduce((a, b) => (Math.abs(values[b]! - centre) > Math.abs(values[a]! - centre) ? b : a));
  return [
    `${name} is far out in ${channelList(far, values.length)}: ${formatNumber(values[farthest]!)} in channel ` +
      `${farthest}, the median is ${formatNumber(centre)}`,
  ];
}
