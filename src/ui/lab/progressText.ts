import { formatCount } from "../../engine/formatNumber";
import type { LabRun } from "../../protocol/lab";
import type { ShownRun } from "./shownRuns";

/** What was asked for: "3 seeds, at most 200 steps". */
export function requestText({ request: { seeds, steps } }: LabRun): string {
  const most = steps === null ? "" : `, at most ${formatCount(steps)} steps`;
  return `${seeds} ${seeds === 1 ? "seed" : "seeds"}${most}`;
}

/** How a run stands, in a word or a line. */
export function stateText({ state, progress: { trainings }, message }: LabRun): string {
  const done = `${formatCount(trainings.finished)} of ${formatCount(trainings.inAll)} trainings finished`;
  switch (state) {
    case "running":
      return "Training";
    case "paused":
      return "Paused";
    case "finished":
      return `Finished: ${formatCount(trainings.inAll)} trainings`;
    case "stopped":
      return `Stopped: ${done}`;
    case "failed":
      return `${message ?? "It failed."} ${done}.`;
  }
}

/** How far a run is: trainings, steps, who trains, and the time that is left. */
export function progressLines({ run, experiment }: ShownRun): string[] {
  const { trainings, steps, now, secondsLeft } = run.progress;
  if (trainings.inAll === 0) return ["Reading the digits…"];
  const [done, inAll] = [steps.done, steps.inAll].map((count) => formatCount(Math.round(count)));
  const left = run.state === "paused" || secondsLeft === null ? "" : `, ${timeText(secondsLeft)} left`;
  return [
    `${formatCount(trainings.finished)} of ${formatCount(trainings.inAll)} trainings${left}`,
    `Step ${done} of ${inAll} in all`,
    ...now.map(({ arm, seed, step }) => {
      const { name, training } = experiment.arms[arm]!;
      return `Seed ${seed}, ${name}: step ${formatCount(step)} of ${formatCount(training.steps)}`;
    }),
  ];
}

/** A time that is guessed, no finer than that. */
export function timeText(seconds: number): string {
  if (seconds < 10) return "a few seconds";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 6) / 10} h`;
}
