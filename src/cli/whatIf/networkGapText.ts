import { BOTH_CAVEATS, networkAdvice, TRAINING_CAVEATS, wholeShare } from "../../engine/whatIf/networkAdvice";
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
    networkAdvice(
      layers.map((layer) => ({ ...layer, name: quoteName(layer.name) })),
      network,
    ),
    "",
    ...table(both ? shiftRows(layers, network) : gapRows(layers), 1),
    "",
    ...(both ? BOTH_CAVEATS : ONE_CAVEATS).map((caveat) => `- ${caveat}`),
  ].join("\n");
}

function shiftRows(layers: readonly CapturedLayer[], { origins }: NetworkGapOfFiles["network"]): string[][] {
  return [
    ["layer", "shift", "own", "inherited", "own share", "noise", "of the last layer's", "cause"],
    ...layers.map(({ name, gap, parts }, i) => [
      quoteName(name),
      ...[parts!.rms, parts!.rmsOwn, parts!.rmsInherited].map((number) => short(number, 3)),
      wholeShare(parts!.ownShare),
      short(gap.noise, 3),
      wholeShare(origins!.at(-1)![i]!),
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

const ONE_CAVEATS = [
  ...TRAINING_CAVEATS,
  "What reaches the layers behind is not told: for that, capture the same examples in inference, too (--inference).",
];
