import { formatShare } from "../../engine/formatNumber";
import { WARMED_UP } from "../../engine/running/average";
import type { Cause } from "../../engine/whatIf/gapCauses";
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
    ...[gap.gap, gap.fromMean, gap.fromVariance].map((numbers) => short(numbers[c]!, 3)),
  ]);
  return [
    `${quoteName(name)}: ${dtype} (${shape.join(", ")}), through ${quoteName(layer)}`,
    "",
    `Outputs in training and in inference differ by ${short(gap.rms, 3)} (RMS, γ included), ` +
      `${short(gap.rmsFromMean, 3)} of the mean and ${short(gap.rmsFromVariance, 3)} of the variance; sampling noise ` +
      `alone would make ${short(gap.noise, 3)}. ${causeText(gap.cause, found)}`,
    ...(gap.reestimated === null
      ? []
      : [
          `With running statistics estimated anew of half of the examples, ${short(gap.reestimated, 3)} would be left.`,
        ]),
    "",
    ...table([["channel", "gap", "of mean", "of variance"], ...rows], 0),
    "",
    ...caveats(found).map((caveat) => `- ${caveat}`),
  ].join("\n");
}

export function causeText(
  cause: Cause,
  { initialShare, gap }: Pick<TrainEvalGapOfLayer, "initialShare" | "gap">,
): string {
  const { mean, variance, laggingAverage, biasCorrection } = gap.causes;
  switch (cause) {
    case "sampling":
      return "That is what the gap is.";
    case "lagging average":
      return (
        `The average lags: ${formatShare(initialShare)} of its initial values is left, without which the squared gap ` +
        `would be ${formatShare(laggingAverage!)} less.`
      );
    case "bias correction":
      return (
        "The running variance was kept of biased batch variances: made unbiased, the squared gap would be " +
        `${formatShare(biasCorrection!)} less.`
      );
    case "mean":
      return `It is the running mean: ${formatShare(mean)} of the squared gap.`;
    case "variance":
      return `It is the running variance: ${formatShare(variance)} of the squared gap.`;
  }
}

function caveats({ updates, momentum, isMomentumAssumed, initialShare, gap }: TrainEvalGapOfLayer): string[] {
  const average = momentum === null ? "a cumulative average" : `momentum ${momentum}`;
  const assumed = isMomentumAssumed ? ", which is assumed (--momentum)," : "";
  return [
    "All examples of the file are taken for one batch, and for what the running statistics should stand for.",
    updates === null
      ? "The checkpoint does not tell how many batches the averages took in: whether they are warm is not known."
      : `The averages took in ${updates} batches; with ${average}${assumed || ","} ` +
        `${initialShare < WARMED_UP ? "under 1 %" : formatShare(initialShare)} of the initial values is left.`,
    ...(gap.causes.biasCorrection === null
      ? [
          "Whether the variance was kept biased was not looked for: that takes the size of a batch of training (--batch).",
        ]
      : []),
  ];
}
