import type { Point } from "../engine/lab/train";
import type { Percentiles, UnitSpread } from "../engine/lab/unitSpread";
import { arrayOf, type Check, fail, nullable, number, object, oneOf, parseText, wholeNumber } from "./jsonShape";
import type { TrainingKey } from "./lab";

/** The points of one training, or those that have come since. */
export interface TrainingPoints extends TrainingKey {
  readonly points: readonly Point[];
  /** No more will come. */
  readonly finished: boolean;
}

/** Points as JSON text: on the way to a webview NaN would become null. */
export function labPointsToJson(trainings: readonly TrainingPoints[]): string {
  return JSON.stringify(trainings, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

const percentiles: Check<Percentiles> = (json, at) => {
  const values = arrayOf(number)(json, at);
  if (values.length !== 3) fail(at, `expected 3 numbers, got ${values.length}`);
  return [values[0]!, values[1]!, values[2]!];
};

const spread: Check<UnitSpread> = object({ unit: percentiles, moved: nullable(number) });

const point: Check<Point> = object({
  step: wholeNumber,
  trainLoss: nullable(number),
  testLoss: number,
  accuracy: number,
  batchAccuracy: nullable(number),
  spread: nullable(spread),
});

export const trainingPoints: Check<TrainingPoints[]> = arrayOf(
  object<TrainingPoints>({
    arm: wholeNumber,
    seed: wholeNumber,
    points: arrayOf(point),
    finished: oneOf([true, false]),
  }),
);

/** @throws in one line, where the text is not of such points */
export function parseLabPoints(text: string): TrainingPoints[] {
  return trainingPoints(parseText(text, "points"), "points");
}
