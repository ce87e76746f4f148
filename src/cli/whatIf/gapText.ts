import { gapAdvice, gapCaveats } from "../../engine/whatIf/gapAdvice";
import { quoteName } from "../../readers/quoteName";
import type { TrainEvalGapOfLayer } from "../../worker/trainEvalGapOf";
import { short } from "../short";
import { table } from "../table";

const SHOWN_CHANNELS = 8;

/** For a terminal: the gap and what it comes from, the channels where it is largest, and the caveats. */
export function gapText(found: TrainEvalGapOfLayer): string {
  const { name, dtype, shape, layer, gap } = found;
  const worst = [...gap.gap.keys()].sort((a, b) => gap.gap[b]! - gap.gap[a]!).slice(0, SHOWN_CHANNELS);
  const rows = worst.map((c) => [
    String(c),
    ...[gap.gap, gap.fromMean, gap.fromVariance, gap.noiseByChannel].map((numbers) => short(numbers[c]!, 3)),
  ]);
  return [
    `${quoteName(name)}: ${dtype} (${shape.join(", ")}), through ${quoteName(layer)}`,
    "",
    ...gapAdvice(found),
    "",
    ...table([["channel", "gap", "of mean", "of variance", "noise"], ...rows], 0),
    "",
    ...gapCaveats(found, { momentum: "--momentum", batch: "--batch" }).map((caveat) => `- ${caveat}`),
  ].join("\n");
}
