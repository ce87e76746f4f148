import { formatNumber } from "../formatNumber";
import { CAPTURED_IN_INFERENCE, causeText } from "./gapAdvice";
import type { LayerInNetwork, NetworkGap } from "./networkGap";

/** A captured layer as it is told of: names are what a person may see. */
export interface NamedLayer extends LayerInNetwork {
  readonly name: string;
  /** What is left of its averages' initial values. */
  readonly initialShare: number;
}

/** Where a network's gap arises, with the numbers; what the last layer's shift is of, where inference was captured. */
export function networkAdvice(layers: readonly NamedLayer[], network: NetworkGap): string {
  const both = network.origins !== null;
  return [both ? atTheEnd(layers) : "", culpritText(layers, network), before(network.origins)]
    .filter(Boolean)
    .join(" ");
}

function atTheEnd(layers: readonly NamedLayer[]): string {
  const { name, parts } = layers.at(-1)!;
  return (
    `From training to inference, the output of the last layer, ${name}, is shifted by ${formatNumber(parts!.rms)} ` +
    `(RMS, γ included): ${wholeShare(parts!.ownShare)} of the squared shift comes of its own running statistics, ` +
    `${wholeShare(parts!.inheritedShare)} with its input.`
  );
}

function culpritText(layers: readonly NamedLayer[], { culprit, origins, left }: NetworkGap): string {
  if (culprit === null) return "Sampling explains the gap of every layer's own statistics.";
  const layer = layers[culprit]!;
  const cause = causeText(layer);
  if (!origins || left === null) return `The statistics most at fault are those of ${layer.name}. ${cause}`;
  return (
    `About ${wholeShare(origins.at(-1)![culprit]!)} are of the statistics of ${layer.name}. ${cause} ` +
    `With these mended, ${left === 0 ? "next to nothing" : `about ${twoDigits(left)}`} would be left at the last layer.`
  );
}

/** An estimate. */
function twoDigits(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}

/** A share of what came to the first layer that is worth a word. */
const WORTH_TELLING = 0.01;

function before(origins: NetworkGap["origins"]): string {
  const came = origins?.[0]?.at(-1) ?? 0;
  if (came < WORTH_TELLING) return "";
  return (
    `${wholeShare(came)} of the first layer's shift came with its input: something before it is different in training, ` +
    "such as dropout or a norm that was not captured."
  );
}

/** In whole percent; parts that cancel each other have shares below 0 and above 1. */
export function wholeShare(part: number): string {
  const percent = Math.round(100 * part);
  return percent < 0 ? `−${-percent} %` : `${Math.abs(percent)} %`;
}

const ALL_EXAMPLES = "All examples are taken for one batch, and for what the running statistics should stand for.";

/** What the numbers do not say, where training and inference were captured. */
export const BOTH_CAVEATS: readonly string[] = [
  ALL_EXAMPLES,
  "Shift, own and inherited parts are what the layers put out. What an earlier layer has to do with it is an estimate: " +
    "what a layer inherits is taken to be made up as the shift of the layer before, and layers to run in the order of the " +
    "file, as normscope.capture writes them. Shares below 0 % are of what makes the shift smaller.",
  "What else is different in training between the layers, dropout above all, counts as inherited.",
];

/** The same where training alone was. */
export const TRAINING_CAVEATS: readonly string[] = [
  ALL_EXAMPLES,
  "In training mode no layer's input depends on running statistics, so that each gap is the layer's own. " +
    CAPTURED_IN_INFERENCE,
];
