import { formatCount } from "../formatNumber";
import type { Layer } from "../report";

/** What is not known of a layer that other tools' summaries tell of: in short, and in sentences. */
export interface Lacks {
  readonly title: string;
  /** What holds for all such layers. */
  readonly general: readonly string[];
  /** What holds for this one. */
  readonly own: readonly string[];
}

/** Null of a layer that Normscope has measured itself. */
export function lacksOf({ summarized, statistics }: Layer): Lacks | null {
  if (summarized === null) return null;
  const { moments, logged, kept, notFinite, leftOut } = summarized;
  const [steps, shown] = [formatCount(logged), formatCount(kept)];
  const left =
    leftOut === 0
      ? []
      : [`${countOf(leftOut, "value")} left out: the step was logged again later, or came after a later one.`];
  if (moments === "values")
    return {
      title: "A scalar of TensorBoard: one value a step",
      general: ["Statistics are over steps; what each value was measured of is not known."],
      own: [...(kept < logged ? [`The curve and quantiles show ${shown} of ${steps} steps.`] : []), ...left],
    };
  return {
    title: "From TensorBoard's histograms: no channels, no exact quantiles",
    general: [
      "They hold no running averages, shape or dtype either, and do not count zeros, NaN and infinities.",
      "Quantiles and distributions are estimates, as if values lay evenly in the bins that were logged.",
    ],
    own:
      statistics.count === 0
        ? ["All of its histograms are empty.", ...left]
        : [
            moments === "bins"
              ? "Mean and deviation are estimates, too: TensorFlow 2 logs bins alone."
              : "Mean, deviation and extremes are of all values, by the writer's own sums.",
            ...(kept < logged ? [`Distributions are of ${shown} of ${steps} steps.`] : []),
            ...(notFinite > 0
              ? [
                  `Sums of ${countOf(notFinite, "step")} are not finite, the first at step ${statistics.firstNonFiniteStep}; they are in no statistic.`,
                ]
              : []),
            ...left,
          ],
  };
}

function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
