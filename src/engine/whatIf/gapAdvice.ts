import { formatCount, formatNumber, formatShare } from "../formatNumber";
import { WARMED_UP } from "../running/average";
import type { TrainEvalGap } from "./trainEvalGap";

/** A trained batch norm's gap, with what is known of how its averages came about. */
export interface ExplainedGap {
  readonly gap: TrainEvalGap;
  /** As it was used to tell what is left of the initial values; null is the cumulative average. */
  readonly momentum: number | null;
  /** Whether neither the checkpoint nor the person said so. */
  readonly isMomentumAssumed: boolean;
  /** How many batches the averages took in; null where that is not kept. */
  readonly updates: number | null;
  readonly initialShare: number;
}

/** How large the gap is and what it comes from, and what estimating the statistics anew would leave, with the numbers. */
export function gapAdvice(found: ExplainedGap): readonly string[] {
  const { rms, rmsFromMean, rmsFromVariance, noise, reestimated } = found.gap;
  return [
    `Outputs in training and in inference differ by ${formatNumber(rms)} (RMS, γ included), ` +
      `${formatNumber(rmsFromMean)} of the mean and ${formatNumber(rmsFromVariance)} of the variance; sampling noise ` +
      `alone would make ${formatNumber(noise)}. ${causeText(found)}`,
    ...(reestimated === null
      ? []
      : [
          `With running statistics estimated anew of half of the examples, ${formatNumber(reestimated)} would be left.`,
        ]),
  ];
}

/** What a gap comes from most, in one sentence. */
export function causeText({ initialShare, gap }: Pick<ExplainedGap, "initialShare" | "gap">): string {
  const { mean, variance, laggingAverage, biasCorrection } = gap.causes;
  switch (gap.cause) {
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

/** Of activations that did not enter the layers in training. */
export const CAPTURED_IN_INFERENCE =
  "Activations captured in inference would make layers behind a faulty one look faulty, too.";

/**
 * What the numbers do not say.
 *
 * @param told where a person tells a momentum and the size of a batch of training: "--momentum"
 */
export function gapCaveats(
  { updates, momentum, isMomentumAssumed, initialShare, gap }: ExplainedGap,
  told: { readonly momentum: string; readonly batch: string },
): readonly string[] {
  const average = momentum === null ? "a cumulative average" : `momentum ${momentum}`;
  const assumed = isMomentumAssumed ? `, which is assumed (${told.momentum}),` : "";
  return [
    "All examples of the file are taken for one batch, and for what the running statistics should stand for.",
    updates === null
      ? "The checkpoint does not tell how many batches the averages took in: whether they are warm is not known."
      : `The averages took in ${formatCount(updates)} ${updates === 1 ? "batch" : "batches"}; with ` +
        `${average}${assumed || ","} ` +
        `${initialShare < WARMED_UP ? "under 1 %" : formatShare(initialShare)} of the initial values is left.`,
    ...(gap.causes.biasCorrection === null
      ? [
          `Whether the variance was kept biased was not looked for: that takes the size of a batch of training (${told.batch}).`,
        ]
      : []),
    CAPTURED_IN_INFERENCE,
  ];
}
