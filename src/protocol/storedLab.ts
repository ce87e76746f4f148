import { arrayOf, type Check, fail, nullable, object, parseText, text, wholeNumber } from "./jsonShape";
import type { LabPlan, LabRequest } from "./lab";
import { labPointsToJson, type TrainingPoints, trainingPoints } from "./labPoints";

/** A run of the lab as it outlives a reload of the window: with what is finished of it. */
export interface StoredRun {
  readonly id: number;
  readonly request: LabRequest;
  readonly plan: LabPlan;
  readonly finished: readonly TrainingPoints[];
}

export function storedRunsToJson(runs: readonly StoredRun[]): string {
  return JSON.stringify(runs.map(({ finished, ...run }) => ({ ...run, finished: labPointsToJson(finished) })));
}

/** @throws in one line, where the text is not of such runs */
export function parseStoredRuns(json: string): StoredRun[] {
  return arrayOf(run)(parseText(json, "runs"), "runs");
}

/** More than anybody may ask for, and few enough to be listed. */
const MOST_SEEDS = 1000;

const seeds: Check<number> = (json, at) => {
  const count = wholeNumber(json, at);
  return count <= MOST_SEEDS ? count : fail(at, `${count} seeds, but ${MOST_SEEDS} at most`);
};

/** What a person may ask the lab for. */
export const labRequest: Check<LabRequest> = object({ experiment: text, seeds, steps: nullable(wholeNumber) });

const plan: Check<LabPlan> = object({
  steps: arrayOf(wholeNumber),
  data: object({ name: text, train: wholeNumber, test: wholeNumber }),
  generator: text,
});

const run: Check<StoredRun> = object({
  id: wholeNumber,
  request: labRequest,
  plan,
  finished: (json, at) => trainingPoints(parseText(text(json, at), at), at),
});
