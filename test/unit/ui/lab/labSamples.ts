import type { Point } from "../../../../src/engine/lab/train";
import type { LabRun, ToLab } from "../../../../src/protocol/lab";
import { labPointsToJson, type TrainingPoints } from "../../../../src/protocol/labPoints";
import { hear, type ShownRun } from "../../../../src/ui/lab/shownRuns";

export function labRun(experiment: string, changes: Partial<LabRun> = {}): LabRun {
  return {
    id: 1,
    request: { experiment, seeds: 2, steps: null },
    state: "running",
    message: null,
    plan: null,
    progress: { trainings: { finished: 0, inAll: 0 }, steps: { done: 0, inAll: 0 }, now: [], secondsLeft: null },
    ...changes,
  };
}

/** Looks at steps 0, 50, 100 …, with these accuracies. */
export function pointsOf(accuracies: readonly number[], spread: Point["spread"] = null): Point[] {
  return accuracies.map((accuracy, i) => {
    return { step: 50 * i, trainLoss: i === 0 ? null : 1, testLoss: 1, accuracy, batchAccuracy: null, spread };
  });
}

export function training(arm: number, seed: number, accuracies: readonly number[], finished = true): TrainingPoints {
  return { arm, seed, points: pointsOf(accuracies), finished };
}

/** A page's runs after it was told of one. */
export function shown(run: LabRun, trainings: readonly TrainingPoints[]): ShownRun {
  const session: ToLab = { type: "session", runs: [{ run, points: labPointsToJson(trainings) }] };
  return hear([], session)[0]!;
}
