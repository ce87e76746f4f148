import { formatCount, formatNumber, formatShare } from "../formatNumber";
import { WARMED_UP } from "../running/average";
import type { MomentumExploration, MomentumOutcome } from "./exploration";

/** What `exploreMomentum` has found before anything is said of it. */
export type FoundMomenta = Omit<MomentumExploration, "advice" | "caveats">;

/** An error this much larger than the least is as good. */
const AS_GOOD = 1.1;

/** One sentence with its numbers. */
export function momentumAdvice({ own, recommended }: FoundMomenta): string {
  if (own === recommended || own.error <= AS_GOOD * recommended.error) {
    return (
      `${sentenceStart(own)}, which the run used, is as good as any: its averages are ${formatNumber(own.error)} σ from ` +
      `what the batches are drawn from (noise ${formatNumber(own.noise)}, lag ${formatNumber(own.lag)})` +
      `${own === recommended ? "" : `; the least is ${formatNumber(recommended.error)} σ with ${momentumName(recommended)}`}.`
    );
  }
  return (
    `${sentenceStart(recommended)} would keep the averages within ${formatNumber(recommended.error)} σ of what the ` +
    `batches are drawn from (noise ${formatNumber(recommended.noise)}, lag ${formatNumber(recommended.lag)}); ` +
    `${momentumName(own)}, which the run used, is ${formatNumber(own.error)} σ away (noise ${formatNumber(own.noise)}, ` +
    `lag ${formatNumber(own.lag)}).`
  );
}

/** What the numbers do not say. */
export function momentumCaveats({ steps, every, window, channels, own, recommended }: FoundMomenta): readonly string[] {
  return [
    `Momenta have PyTorch's meaning, the weight of the new batch; Keras's and Flax's is 1 minus it.`,
    `Errors are of the last ${formatCount(window)} of ${formatCount(steps)} known training steps: ` +
      "with another learning rate, or in a longer run, batches would move otherwise.",
    ...(every > 1
      ? [
          `One step in about ${formatNumber(every)} is known: each stands for those between, and what they did ` +
            "meanwhile is not in the lag.",
        ]
      : []),
    ...(own.initialShare >= WARMED_UP
      ? [
          `The run ends at ${formatShare(own.initialShare)} of the initial value with its ${momentumName(own)}: that is in ` +
            "the lag, and a longer run would be without it.",
        ]
      : []),
    "Averages begin at mean 0 and variance 1 here, as those of a new layer do. A run that was resumed began with what " +
      "it had kept: its numbers hold for momenta whose averages are warm.",
    ...(own !== recommended && recommended.initialShare >= WARMED_UP
      ? [`With the least error, ${formatShare(recommended.initialShare)} of the initial value would still be left.`]
      : []),
    ...(channels.skipped > 0
      ? [
          `Of ${formatCount(channels.judged + channels.skipped)} channels ${formatCount(channels.judged)} were judged, at even distances.`,
        ]
      : []),
    ...(channels.left > 0
      ? [`Channels left out, because a batch of theirs is constant or not finite: ${formatCount(channels.left)}.`]
      : []),
  ];
}

/** "momentum 0.1", or the average that has none. */
export function momentumName({ momentum }: Pick<MomentumOutcome, "momentum">): string {
  return momentum === null ? "the cumulative average" : `momentum ${momentum}`;
}

function sentenceStart(outcome: MomentumOutcome): string {
  const name = momentumName(outcome);
  return name[0]!.toUpperCase() + name.slice(1);
}
