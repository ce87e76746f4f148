import type { LabRequest } from "../../protocol/lab";
import type { KeptRun } from "./keptRun";
import type { LabThread } from "./labThread";

/** A run at work. */
export interface Work {
  /** Rejects where a thread stops or fails; all have ended then. */
  readonly done: Promise<void>;
  pause(paused: boolean): void;
  end(): void;
}

/**
 * Trains what is missing of a run, in some threads side by side, seed after seed.
 *
 * @param most threads at most
 */
export function trainSideBySide(start: () => LabThread, most: number, kept: KeptRun, planned: () => void): Work {
  const { request } = kept;
  const threads = [start()];
  let paused = false;
  const end = () => {
    for (const thread of threads) thread.end();
  };

  async function work(): Promise<void> {
    const missing = kept.plan(await threads[0]!.plan(request));
    planned();
    while (threads.length < Math.min(most, missing.length)) {
      const thread = start();
      if (paused) thread.pause(true);
      threads.push(thread);
    }
    await Promise.all(threads.map((thread) => trainNext(thread, request, kept, missing)));
  }

  return {
    done: work().finally(end),
    pause(wanted) {
      paused = wanted;
      for (const thread of threads) thread.pause(wanted);
    },
    end,
  };
}

async function trainNext(
  thread: LabThread,
  request: LabRequest,
  kept: KeptRun,
  missing: { readonly arm: number; readonly seed: number }[],
): Promise<void> {
  for (let key = missing.shift(); key; key = missing.shift()) {
    const own = key;
    await thread.train(request, own, (step) => kept.hear(own, step));
    kept.finish(own);
  }
}
