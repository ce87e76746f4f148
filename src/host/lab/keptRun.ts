import type { Point } from "../../engine/lab/train";
import type { LabPlan, LabRequest, LabRun, TrainingKey } from "../../protocol/lab";
import type { TrainingPoints } from "../../protocol/labPoints";
import type { StoredRun } from "../../protocol/storedLab";
import type { Step } from "./labThread";

/** An experiment of this session, with all that its trainings have told. */
export interface KeptRun {
  readonly id: number;
  readonly request: LabRequest;
  readonly run: () => LabRun;
  readonly enter: (state: LabRun["state"], message?: string) => void;
  /** Where it is known what it takes: the first time, and again where it goes on. Forgets what is not finished. */
  readonly plan: (plan: LabPlan) => TrainingKey[];
  readonly hear: (key: TrainingKey, step: Step) => void;
  readonly finish: (key: TrainingKey) => void;
  readonly points: () => TrainingPoints[];
  /** What outlives a reload of the window; null as long as it is not known what it takes. */
  readonly stored: () => StoredRun | null;
  /** What has come since this was last asked for. */
  readonly takeNews: () => TrainingPoints[];
}

interface Training extends TrainingKey {
  readonly steps: number;
  readonly points: Point[];
  step: number;
  finished: boolean;
  /** Points that were told of, and whether the end was. */
  told: number;
  toldEnd: boolean;
}

/** Before so many milliseconds, and so large a share of the work, nothing can be said of the rest. */
const EARLY = { milliseconds: 2000, share: 0.01 };

/**
 * @param clock milliseconds, from any beginning
 * @param before what is left of it from before the window was loaded again
 */
export function keepRun(id: number, request: LabRequest, clock: () => number, before?: StoredRun): KeptRun {
  let known: LabPlan | null = before?.plan ?? null;
  let trainings: Training[] = before ? trainingsOf(request, before.plan, before.finished.map(trained)) : [];
  let state: LabRun["state"] = before ? stateOf(trainings) : "running";
  let message: string | null = null;
  let begun = { at: clock(), share: 0 };

  const trainingOf = ({ arm, seed }: TrainingKey) => trainings.find((one) => one.arm === arm && one.seed === seed);
  // Trainings take about the same time, however many steps they have: those of small batches have more.
  const share = () => trainings.reduce((sum, one) => sum + doneOf(one) / trainings.length, 0);

  function secondsLeft(): number | null {
    if (state !== "running") return null;
    const [time, done] = [clock() - begun.at, share() - begun.share];
    if (time < EARLY.milliseconds || done < EARLY.share) return null;
    return ((time / done) * (1 - share())) / 1000;
  }

  return {
    id,
    request,
    run: () => ({
      id,
      request,
      state,
      message,
      plan: known,
      progress: {
        trainings: { finished: trainings.filter(({ finished }) => finished).length, inAll: trainings.length },
        steps: {
          done: trainings.reduce((sum, one) => sum + doneOf(one) * one.steps, 0),
          inAll: trainings.reduce((sum, one) => sum + one.steps, 0),
        },
        now: trainings.filter(({ finished, step }) => !finished && step > 0).map(keyed),
        secondsLeft: secondsLeft(),
      },
    }),
    enter(next, why) {
      state = next;
      message = why ?? null;
      // Pauses are no work: the time counts from here again.
      begun = { at: clock(), share: share() };
    },
    plan(plan) {
      known = plan;
      trainings = trainingsOf(
        request,
        plan,
        trainings.filter((one) => one.finished),
      );
      begun = { at: clock(), share: share() };
      return trainings.filter((one) => !one.finished);
    },
    hear(key, { step, point }) {
      const training = trainingOf(key);
      if (!training) return;
      training.step = step;
      if (point) training.points.push(point);
    },
    finish(key) {
      const training = trainingOf(key);
      if (training) training.finished = true;
    },
    points: () => trainings.map(({ arm, seed, points, finished }) => ({ arm, seed, points, finished })),
    stored: () => {
      const finished = trainings.filter((one) => one.finished);
      return (
        known && {
          id,
          request,
          plan: known,
          finished: finished.map(({ arm, seed, points }) => ({ arm, seed, points, finished: true })),
        }
      );
    },
    takeNews() {
      const news = trainings.filter(
        ({ points, told, finished, toldEnd }) => points.length > told || finished !== toldEnd,
      );
      return news.map((training) => {
        const { arm, seed, points, told, finished } = training;
        training.told = points.length;
        training.toldEnd = finished;
        return { arm, seed, points: points.slice(told), finished };
      });
    },
  };
}

/** All that a run takes, with those that are finished. */
function trainingsOf({ seeds }: LabRequest, { steps: ofArms }: LabPlan, finished: readonly Training[]): Training[] {
  return Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    ofArms.map((steps, arm) => {
      const there = finished.find((one) => one.arm === arm && one.seed === seed);
      return there
        ? { ...there, steps }
        : { arm, seed, steps, points: [], step: 0, finished: false, told: 0, toldEnd: false };
    }),
  );
}

function trained({ arm, seed, points }: TrainingPoints): Training {
  const step = points.at(-1)?.step ?? 0;
  return { arm, seed, steps: 0, points: [...points], step, finished: true, told: 0, toldEnd: false };
}

/** The rest was left behind with the window. */
function stateOf(trainings: readonly Training[]): "finished" | "stopped" {
  return trainings.every(({ finished }) => finished) ? "finished" : "stopped";
}

/** A training that ends early is through with its steps. */
function doneOf({ finished, step, steps }: Training): number {
  return finished ? 1 : step / steps;
}

function keyed({ arm, seed, step }: Training) {
  return { arm, seed, step };
}
