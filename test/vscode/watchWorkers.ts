import threads, { type ResourceLimits } from "node:worker_threads";

/** What is otherwise with threads that are started from now on. */
export interface Trouble {
  /** What each may use, at most. */
  readonly limits?: ResourceLimits;
  /** Bundles that are not there. */
  readonly missing?: readonly string[];
}

/** Every worker thread that the extension starts from now on. */
export function watchWorkers({ limits, missing = [] }: Trouble = {}): {
  readonly workers: threads.Worker[];
  restore(): void;
} {
  const { Worker } = threads;
  const workers: threads.Worker[] = [];
  class Watched extends Worker {
    constructor(...[script, options]: ConstructorParameters<typeof Worker>) {
      const away = missing.some((bundle) => String(script).endsWith(bundle));
      super(away ? `${script}.away` : script, limits ? { ...options, resourceLimits: limits } : options);
      workers.push(this);
    }
  }
  Object.assign(threads, { Worker: Watched });
  return { workers, restore: () => Object.assign(threads, { Worker }) };
}

/** Does something while threads have some trouble. */
export async function inTrouble<T>(trouble: Trouble, work: () => Promise<T>): Promise<T> {
  const { restore } = watchWorkers(trouble);
  try {
    return await work();
  } finally {
    restore();
  }
}
