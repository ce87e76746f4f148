import type { ArmResult, Experiment, Run } from "../../engine/lab/experiments/experiment";
import { EXPERIMENTS } from "../../engine/lab/experiments/experiments";
import { type Outcome, outcomeOf } from "../../engine/lab/outcome";
import { shortened } from "../../engine/lab/shortened";
import type { LabRequest, LabRun, ToLab } from "../../protocol/lab";
import { parseLabPoints, type TrainingPoints } from "../../protocol/labPoints";

/** An experiment of this session, as far as the host has told. */
export interface ShownRun {
  readonly run: LabRun;
  readonly experiment: Experiment;
  readonly trainings: readonly TrainingPoints[];
}

/** The runs after a message, in the order in which they were begun. */
export function hear(runs: readonly ShownRun[], message: ToLab): readonly ShownRun[] {
  switch (message.type) {
    case "session":
      return message.runs.flatMap(({ run, points }) => shownRun(run, parseLabPoints(points)));
    case "run":
      return runs.map((shown) => (shown.run.id === message.run.id ? { ...shown, run: message.run } : shown));
    case "points": {
      const news = parseLabPoints(message.points);
      return runs.map((shown) =>
        shown.run.id === message.id ? { ...shown, trainings: joined(shown.trainings, news) } : shown,
      );
    }
    case "removed":
      return runs.filter(({ run }) => run.id !== message.id);
  }
}

/** Every arm with its trainings, unfinished ones among them or not. */
export function resultsOf({ experiment, trainings }: ShownRun, unfinished: boolean): ArmResult[] {
  return experiment.arms.map((arm, i) => {
    const own = trainings.filter((one) => one.arm === i && one.points.length > 0 && (unfinished || one.finished));
    return { arm, runs: own.map(({ seed, points }): Run => ({ seed, points })).sort((a, b) => a.seed - b.seed) };
  });
}

/** What it has come to by now. */
export function outcomeSoFar(shown: ShownRun): Outcome {
  const seeds = Array.from({ length: shown.run.request.seeds }, (_, i) => i + 1);
  return outcomeOf(shown.experiment, resultsOf(shown, false), seeds);
}

/** Whether it trains, or would if it were not paused. */
export function isActive({ run: { state } }: ShownRun): boolean {
  return state === "running" || state === "paused";
}

function shownRun(run: LabRun, trainings: readonly TrainingPoints[]): ShownRun[] {
  const experiment = experimentOf(run.request);
  return experiment ? [{ run, experiment, trainings }] : [];
}

function experimentOf({ experiment, steps }: LabRequest): Experiment | null {
  const known = EXPERIMENTS.find(({ name }) => name === experiment);
  return known ? shortened(known, steps) : null;
}

function joined(known: readonly TrainingPoints[], news: readonly TrainingPoints[]): TrainingPoints[] {
  const isSame = (a: TrainingPoints, b: TrainingPoints) => a.arm === b.arm && a.seed === b.seed;
  const kept = known.map((one) => {
    const more = news.find((other) => isSame(one, other));
    return more ? { ...more, points: [...one.points, ...more.points] } : one;
  });
  return [...kept, ...news.filter((one) => !known.some((other) => isSame(one, other)))];
}
