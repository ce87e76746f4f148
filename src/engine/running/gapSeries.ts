import { median } from "../quantile";
import type { Running } from "../report";
import { trainingSteps } from "./settling";

/** How far batches lay from the running averages that evaluation would have used instead of them; median channel. */
export interface GapSeries {
  /** Ascending. */
  readonly steps: readonly number[];
  /** |batch mean − running mean| in running σ. */
  readonly distance: readonly number[];
  /** Batch variance over running variance. */
  readonly varianceRatio: readonly number[];
}

/**
 * Each batch against the running averages before it, as `settling` has it, at some of the steps, the last one included. Null
 * where fewer than two batches can be compared.
 *
 * @param most how many steps at most
 */
export function gapSeries(whole: Running, most: number): GapSeries | null {
  const running = trainingSteps(whole);
  const count = running.steps.length;
  if (count < 3) return null;
  const chosen = evenly(count - 1, most).map((i) => i + 1);
  return {
    steps: chosen.map((i) => running.steps[i]!),
    distance: chosen.map((i) =>
      medianOf(running.batchMean[i]!, (mean, c) => {
        const [before, variance] = [running.runningMean[i - 1]![c]!, running.runningVariance[i - 1]![c]!];
        return Math.abs(mean - before) / Math.sqrt(variance);
      }),
    ),
    varianceRatio: chosen.map((i) =>
      medianOf(running.batchVariance[i]!, (variance, c) => variance / running.runningVariance[i - 1]![c]!),
    ),
  };
}

/** So many places of `count` at most, the first and the last among them. */
function evenly(count: number, most: number): number[] {
  const points = Math.max(2, Math.min(count, most));
  return Array.from({ length: points }, (_, i) => Math.round((i * (count - 1)) / (points - 1)));
}

/** Of the channels that have a number; NaN where none has. */
function medianOf(channels: Float64Array, numberOf: (value: number, channel: number) => number): number {
  return median(Array.from(channels, numberOf).filter(Number.isFinite));
}
