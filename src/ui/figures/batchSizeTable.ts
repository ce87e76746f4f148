import { rootMeanSquare } from "../../engine/findings/robust";
import { formatCount } from "../../engine/formatNumber";
import { worstChannels } from "../../engine/whatIf/batchSize";
import type { BatchSizeSensitivity } from "../../engine/whatIf/sensitivity";
import type { Bands } from "./bands";
import { otherName } from "./batchSizeOthers";
import type { Table } from "./figure";
import { shortName } from "./safeText";

/** The numbers of the figure, and those that they are made of. */
export function batchSizeTable(layer: string, found: BatchSizeSensitivity, bands: Bands): Table {
  const { sizes, limit, smallest, channels, others } = found;
  return {
    caption: `${shortName(layer, 40)} · noise by batch size, in σ of the output`,
    columns: [
      "batch",
      `within the limit of ${limit}`,
      "batch norm's noise",
      "± (Monte Carlo)",
      "of the mean",
      "of the variance",
      "5th percentile of channels",
      "median channel",
      "95th percentile",
      "noisiest channel",
      "batch mean ± (σ)",
      "batch variance ± (share)",
      ...others.map((other) => `${otherName(other)}'s noise`),
    ],
    rows: sizes.map((one, i) => [
      formatCount(one.size),
      one.rms <= limit ? (one.size === smallest.size ? "yes, the smallest" : "yes") : "no",
      one.rms,
      one.standardError,
      one.fromMean,
      one.fromVariance,
      bands.low90[i]!,
      bands.median[i]!,
      bands.high90[i]!,
      worstChannels(one, channels.judged, 1)
        .map(({ channel }) => String(channel))
        .join(),
      rootMeanSquare(one.meanSpread),
      rootMeanSquare(one.varianceSpread),
      ...others.map(({ noise }) => noise),
    ]),
  };
}
