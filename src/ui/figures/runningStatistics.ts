import { formatNumber } from "../../engine/formatNumber";
import type { NormLayer } from "../../engine/norms/normLayer";
import { quantileOf } from "./bands";
import { byValue, channelStrip, type Remark } from "./channelStrip";
import type { Canvas, Figure } from "./figure";
import { farFromRest, listOf } from "./outliers";
import { shortName } from "./safeText";

/** A σ within this factor of the median channel's is never far. */
const USUAL_FACTOR = 3;

/** Which channels' running σ is far from the rest? */
export function runningSigmaFigure(canvas: Canvas, name: string, variance: Float64Array): Figure {
  const sigma = variance.map(Math.sqrt);
  const far = farFromRest(sigma.map(Math.log), Math.log(USUAL_FACTOR));
  const remarks = Array.from(variance, (value, channel): Remark | null => {
    if (!Number.isFinite(value)) return "not finite";
    if (value < 0) return "negative";
    if (value === 0) return "zero";
    return far[channel] ? "far from the rest" : null;
  });
  return channelStrip(canvas, {
    id: "running-sigma",
    title: `${shortName(name, 40)} · which channels' running σ is far from the rest?`,
    subtitle:
      "Each dot is a channel, sorted; bands: half and nine tenths of the channels. ▲ far, × zero, ■ negative, ◆ not finite.",
    note: noteOf(remarks, "Every channel's σ is near the rest.", (channel) => {
      const times = sigma[channel]! / quantileOf(sigma, 0.5);
      return times > 0 && Number.isFinite(times) ? ` at ${formatNumber(Number(times.toPrecision(2)))}× the median` : "";
    }),
    quantity: "running σ",
    xTitle: `channel, sorted by σ (${sigma.length} in all)`,
    values: sigma,
    order: byValue(sigma),
    remarks,
    logarithmic: true,
  });
}

/** Which channels' running mean is far from the rest? A tenth of the typical σ is never far. */
export function runningMeanFigure(canvas: Canvas, name: string, { runningMean, runningVariance }: NormLayer): Figure {
  const means = runningMean!.values!;
  const sigmas = Array.from(runningVariance?.values ?? [], Math.sqrt);
  const typical = sigmas.length > 0 ? quantileOf(sigmas, 0.5) : 0;
  const far = farFromRest(means, 0.1 * (typical || 0));
  const remarks = Array.from(means, (value, channel): Remark | null => {
    if (!Number.isFinite(value)) return "not finite";
    return far[channel] ? "far from the rest" : null;
  });
  return channelStrip(canvas, {
    id: "running-mean",
    title: `${shortName(name, 40)} · which channels' running mean is far from the rest?`,
    subtitle: "Each dot is a channel, sorted; bands: half and nine tenths of the channels. ▲ far, ◆ not finite.",
    note: noteOf(
      remarks,
      "Every channel's mean is near the rest.",
      (channel) => ` at ${formatNumber(means[channel]!)}`,
    ),
    quantity: "running mean",
    xTitle: `channel, sorted by mean (${means.length} in all)`,
    values: means,
    order: byValue(means),
    remarks,
    logarithmic: false,
  });
}

/** The remarkable channels by name, or that there is none. */
export function noteOf(
  remarks: readonly (Remark | null)[],
  none: string,
  what: (channel: number) => string = () => "",
): string {
  const kinds = [...new Set(remarks)].filter((remark) => remark !== null);
  if (kinds.length === 0) return none;
  const parts = kinds.map((kind) => {
    const names = remarks.flatMap((remark, channel) => (remark === kind ? [`${channel}${what(channel)}`] : []));
    return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}: ${listOf(names, remarks.length, "channels")}.`;
  });
  return parts.join(" ");
}
