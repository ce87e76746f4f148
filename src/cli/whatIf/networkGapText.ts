import { CAPTURED_IN_INFERENCE, causeText } from "../../engine/whatIf/gapAdvice";
import { quoteName } from "../../readers/quoteName";
import type { CapturedLayer, NetworkGapOfFiles } from "../../worker/networkGapOf";
import { short } from "../short";
import { table } from "../table";

/** For a terminal: where the gap arises, a table of the captured layers, and the caveats. */
export function networkGapText(source: string, { layers, network }: NetworkGapOfFiles): string {
  const both = network.origins !== null;
  const noun = layers.length === 1 ? "batch norm" : "batch norms";
  return [
    `${source}: ${layers.length} ${noun}, ${both ? "captured in training and in inference" : "captured in training"}`,
    "",
    [both ? atTheEnd(layers) : "", culpritText(layers, network), before(network.origins)].filter(Boolean).join(" "),
    "",
    ...table(both ? shiftRows(layers, network) : gapRows(layers), 1),
    "",
    ...(both ? BOTH_CAVEATS : ONE_CAVEATS).map((caveat) => `- ${caveat}`),
  ].join("\n");
}

function atTheEnd(layers: readonly CapturedLayer[]): string {
  const { name, parts } = layers.at(-1)!;
  return (
    `From training to inference, the output of the last layer, ${quoteName(name)}, is shifted by ${short(parts!.rms, 3)} ` +
    `(RMS, γ included): ${share(parts!.ownShare)} of the squared shift comes of its own running statistics, ` +
    `${share(parts!.inheritedShare)} with its input.`
  );
}

function culpritText(layers: readonly CapturedLayer[], { culprit, origins, left }: NetworkGapOfFiles["network"]) {
  if (culprit === null) return "Sampling explains the gap of every layer's own statistics.";
  const layer = layers[culprit]!;
  const name = quoteName(layer.name);
  const cause = causeText(layer);
  if (!origins || left === null) return `The statistics most at fault are those of ${name}. ${cause}`;
  return (
    `About ${share(origins.at(-1)![culprit]!)} are of the statistics of ${name}. ${cause} ` +
    `With these mended, ${left === 0 ? "next to nothing" : `about ${short(left, 2)}`} would be left at the last layer.`
  );
}

/** A share of what came to the first layer that is worth a word. */
const WORTH_TELLING = 0.01;

function before(origins: readonly Float64Array[] | null): string {
  const came = origins?.[0]?.at(-1) ?? 0;
  if (came < WORTH_TELLING) return "";
  return (
    `${share(came)} of the first layer's shift came with its input: something before it is different in training, ` +
    "such as dropout or a norm that was not captured."
  );
}

function shiftRows(layers: readonly CapturedLayer[], { origins }: NetworkGapOfFiles["network"]): string[][] {
  return [
    ["layer", "shift", "own", "inherited", "own share", "noise", "of the last layer's", "cause"],
    ...layers.map(({ name, gap, parts }, i) => [
      quoteName(name),
      ...[parts!.rms, parts!.rmsOwn, parts!.rmsInherited].map((number) => short(number, 3)),
      share(parts!.ownShare),
      short(gap.noise, 3),
      share(origins!.at(-1)![i]!),
      gap.cause,
    ]),
  ];
}

function gapRows(layers: readonly CapturedLayer[]): string[][] {
  return [
    ["layer", "own gap", "of mean", "of variance", "noise", "anew", "cause"],
    ...layers.map(({ name, gap }) => [
      quoteName(name),
      ...[gap.rms, gap.rmsFromMean, gap.rmsFromVariance, gap.noise].map((number) => short(number, 3)),
      gap.reestimated === null ? "" : short(gap.reestimated, 3),
      gap.cause,
    ]),
  ];
}

/** In whole percent; parts that cancel each other have shares below 0 and above 1. */
function share(part: number): string {
  const percent = Math.round(100 * part);
  return percent < 0 ? `−${-percent} %` : `${Math.abs(percent)} %`;
}

const ALL_EXAMPLES = "All examples are taken for one batch, and for what the running statistics should stand for.";
const BOTH_CAVEATS = [
  ALL_EXAMPLES,
  "Shift, own and inherited parts are what the layers put out. What an earlier layer has to do with it is an estimate: " +
    "what a layer inherits is taken to be made up as the shift of the layer before, and layers to run in the order of the " +
    "file, as normscope.capture writes them. Shares below 0 % are of what makes the shift smaller.",
  "What else is different in training between the layers, dropout above all, counts as inherited.",
];
const ONE_CAVEATS = [
  ALL_EXAMPLES,
  "In training mode no layer's input depends on running statistics, so that each gap is the layer's own. " +
    CAPTURED_IN_INFERENCE,
  "What reaches the layers behind is not told: for that, capture the same examples in inference, too (--inference).",
];
