import type { FromLab, ToLab } from "../../protocol/lab";
import { labPointsToJson } from "../../protocol/labPoints";
import type { StoredRun } from "../../protocol/storedLab";
import { type KeptRun, keepRun } from "./keptRun";
import type { LabThread } from "./labThread";
import { trainSideBySide, type Work } from "./trainSideBySide";

/** What a lab has trained since it was opened, and what it trains now: one experiment at a time. */
export interface LabSession {
  receive(message: Exclude<FromLab, { type: "save" }>): void;
  dispose(): void;
}

export interface LabMachine {
  readonly startThread: () => LabThread;
  /** Threads that may train side by side. */
  readonly most: number;
  readonly clock: () => number;
}

/** What comes in between is told together, in milliseconds. */
const TELL_EVERY = 250;

/**
 * @param failed is told why a run has failed
 * @param before what is left of runs from before the window was loaded again
 * @param save is given all runs whenever there is more to be kept of them
 */
export function createLabSession(
  { startThread, most, clock }: LabMachine,
  tell: (message: ToLab) => void,
  failed: (message: string) => void,
  before: readonly StoredRun[] = [],
  save: (runs: readonly StoredRun[]) => void = () => {},
): LabSession {
  let runs: readonly KeptRun[] = before.map((run) => keepRun(run.id, run.request, clock, run));
  let current: { readonly kept: KeptRun; readonly work: Work } | null = null;
  let lastId = Math.max(0, ...before.map(({ id }) => id));

  const saveAll = () => save(runs.flatMap((kept) => kept.stored() ?? []));
  const tellRun = (kept: KeptRun) => {
    const news = kept.takeNews();
    if (news.some(({ finished }) => finished)) saveAll();
    if (news.length > 0) tell({ type: "points", id: kept.id, points: labPointsToJson(news) });
    tell({ type: "run", run: kept.run() });
  };
  const tellAll = () => {
    for (const kept of runs) kept.takeNews();
    const all = runs.map((kept) => ({ run: kept.run(), points: labPointsToJson(kept.points()) }));
    tell({ type: "session", runs: all });
  };
  /** A run may go on by other work before the former has told that it was ended. */
  const leave = (work: Work, state: "finished" | "stopped" | "failed", message?: string) => {
    if (current?.work !== work) return;
    const { kept } = current;
    current = null;
    kept.enter(state, message);
    tellRun(kept);
    if (message !== undefined) failed(message);
  };

  function train(kept: KeptRun): void {
    kept.enter("running");
    const planned = () => {
      tellAll();
      saveAll();
    };
    const work = trainSideBySide(startThread, most, kept, planned);
    current = { kept, work };
    const timer = setInterval(() => tellRun(kept), TELL_EVERY);
    work.done
      .then(
        () => leave(work, "finished"),
        (error: Error) => leave(work, "failed", error.message),
      )
      .finally(() => clearInterval(timer));
    tellAll();
  }
  const stop = () => {
    if (!current) return;
    const { work } = current;
    leave(work, "stopped");
    work.end();
  };
  const pause = (paused: boolean) => {
    if (!current) return;
    current.work.pause(paused);
    current.kept.enter(paused ? "paused" : "running");
    tellRun(current.kept);
  };

  return {
    receive(message) {
      switch (message.type) {
        case "ready":
          return tellAll();
        case "start": {
          if (current) return;
          const kept = keepRun(++lastId, message.request, clock);
          runs = [...runs, kept];
          return train(kept);
        }
        case "pause":
          return pause(message.paused);
        case "stop":
          return stop();
        case "continue": {
          const kept = runs.find(({ id }) => id === message.id);
          if (kept && !current && kept.run().state !== "finished") train(kept);
          return;
        }
        case "remove":
          if (current?.kept.id === message.id) stop();
          runs = runs.filter(({ id }) => id !== message.id);
          saveAll();
          tell({ type: "removed", id: message.id });
      }
    },
    dispose() {
      // Nobody is there any more to be told of the end.
      const work = current?.work;
      current = null;
      work?.end();
    },
  };
}
