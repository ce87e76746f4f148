import { isBeyondNoise, type TrainEvalGap } from "../../engine/whatIf/trainEvalGap";
import type { Table } from "./figure";
import { shortName } from "./safeText";

/** The numbers of the figure, in its order. */
export function gapTable(layer: string, found: TrainEvalGap, order: readonly number[]): Table {
  const { gap, fromMean, fromVariance, noiseByChannel } = found;
  return {
    caption: `${shortName(layer, 40)} · gap of outputs between training and inference (RMS)`,
    columns: ["channel", "gap", "of the mean", "of the variance", "sampling noise", "explained by sampling"],
    rows: order.map((c) => [
      String(c),
      gap[c]!,
      fromMean[c]!,
      fromVariance[c]!,
      noiseByChannel[c]!,
      isBeyondNoise(found, c) ? "no" : "yes",
    ]),
  };
}
