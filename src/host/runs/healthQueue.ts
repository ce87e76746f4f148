import type { LoggedHealth } from "../../protocol/runHealth";
import type { RunFolder } from "../runFolder";

/** What is known of a run's health; undefined as long as nothing is. */
export type Known = LoggedHealth | { readonly failed: string } | undefined;

/** Judges runs one at a time, in the order in which they are asked for, each again only when its logs have changed. */
export interface HealthQueue {
  /** The last answer, though the logs may have changed since. */
  known(run: RunFolder): Known;
  /** Asks for a run's health, unless the answer is there already. */
  want(run: RunFolder): void;
  /** As `want`, before all others; resolves when the answer is there. */
  need(run: RunFolder): Promise<void>;
  /** Forgets what is waiting: nobody looks. */
  pause(): void;
  /** Forgets the answers on all runs but these. */
  keep(paths: ReadonlySet<string>): void;
}

interface Answer {
  readonly stamp: string;
  readonly known: Exclude<Known, undefined>;
}

/** Logs that grow are read again and again: so many times as long as it took the last time, it rests. */
const REST = 9;

/**
 * @param judge reads a run's logs
 * @param changed told when a run's health is known
 */
export function createHealthQueue(
  judge: (run: RunFolder) => Promise<LoggedHealth>,
  changed: (path: string) => void,
  clock: () => number = () => performance.now(),
): HealthQueue {
  const answers = new Map<string, Answer>();
  const resting = new Map<string, number>();
  const waiting = new Map<string, RunFolder>();
  const urgent = new Map<string, { readonly run: RunFolder; readonly done: (() => void)[] }>();
  let working = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isKnown = ({ path, stamp }: RunFolder) => answers.get(path)?.stamp === stamp;

  /** The next run that may be read now. */
  function next(): RunFolder | undefined {
    const [first] = urgent.values();
    if (first) return first.run;
    return [...waiting.values()].find(({ path }) => (resting.get(path) ?? 0) <= clock());
  }

  async function answer(run: RunFolder): Promise<void> {
    waiting.delete(run.path);
    const begun = clock();
    const known = isKnown(run) ? null : await judge(run).catch((error: Error) => ({ failed: error.message }));
    resting.set(run.path, clock() + REST * (clock() - begun));
    if (known) answers.set(run.path, { stamp: run.stamp, known });
    for (const done of urgent.get(run.path)?.done ?? []) done();
    urgent.delete(run.path);
    if (known) changed(run.path);
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    clearTimeout(timer);
    for (let run = next(); run; run = next()) await answer(run);
    working = false;
    if (waiting.size === 0) return;
    const soonest = Math.min(...[...waiting.keys()].map((path) => resting.get(path) ?? 0));
    timer = setTimeout(() => void work(), Math.max(1, soonest - clock()));
  }

  return {
    known: ({ path }) => answers.get(path)?.known,
    want(run) {
      if (isKnown(run)) return;
      waiting.set(run.path, run);
      void work();
    },
    need(run) {
      if (isKnown(run)) return Promise.resolve();
      return new Promise((resolve) => {
        const done = [...(urgent.get(run.path)?.done ?? []), resolve];
        urgent.set(run.path, { run, done });
        void work();
      });
    },
    pause() {
      waiting.clear();
      clearTimeout(timer);
    },
    keep(paths) {
      for (const path of [...answers.keys()].filter((known) => !paths.has(known))) {
        answers.delete(path);
        resting.delete(path);
        waiting.delete(path);
      }
    },
  };
}
