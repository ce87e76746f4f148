import { median } from "../../quantile";
import type { Point } from "../train";
import type { ArmResult, Run } from "./experiment";

/** Looks whose mean is the accuracy that a training ends with: one alone is noisy. */
const LAST_LOOKS = 3;

/** Highest accuracy of all looks. */
export function bestAccuracy({ points }: Run): number {
  return points.reduce((best, { accuracy }) => Math.max(best, accuracy), 0);
}

/** Mean accuracy of the last three looks; that of the last where the training came to nothing. */
export function finalAccuracy(run: Run): number {
  return meanAtEnd(run, ({ accuracy }) => accuracy);
}

/** The same with the test batches' own statistics, for which the training must have asked. */
export function finalBatchAccuracy(run: Run): number {
  return meanAtEnd(run, ({ batchAccuracy }) => batchAccuracy!);
}

function meanAtEnd({ points }: Run, measure: (point: Point) => number): number {
  const last = points.slice(-LAST_LOOKS);
  if (!last.every(({ testLoss }) => Number.isFinite(testLoss))) return measure(points.at(-1)!);
  return last.reduce((sum, point) => sum + measure(point) / last.length, 0);
}

/** Steps to the first look at which the accuracy is as high as that; null where none is. */
export function stepsTo(accuracy: number, { points }: Run): number | null {
  return points.find((point) => point.accuracy >= accuracy)?.step ?? null;
}

/** The result whose runs' median of a measure is highest. */
export function highest(results: readonly ArmResult[], measure: (run: Run) => number): ArmResult {
  const of = ({ runs }: ArmResult) => median(runs.map(measure));
  return results.reduce((best, result) => (of(result) > of(best) ? result : best));
}

/** The results of arms with these settings. */
export function withSettings(
  results: readonly ArmResult[],
  settings: Readonly<Record<string, string | number>>,
): ArmResult[] {
  return results.filter(({ arm }) => Object.entries(settings).every(([name, value]) => arm.settings[name] === value));
}

/** A value of each seed, from its two runs. */
export function bySeed<T>(a: ArmResult, b: ArmResult, compare: (a: Run, b: Run) => T): T[] {
  return a.runs.map((run, i) => compare(run, b.runs[i]!));
}

/** How much higher b's share is than a's, in percentage points. */
export function pointsBetween(a: number, b: number): number {
  return 100 * (b - a);
}
