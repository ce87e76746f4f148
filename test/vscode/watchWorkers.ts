import threads from "node:worker_threads";

/** Every worker thread that the extension starts from now on. */
export function watchWorkers(): { readonly workers: threads.Worker[]; restore(): void } {
  const { Worker } = threads;
  const workers: threads.Worker[] = [];
  class Watched extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      workers.push(this);
    }
  }
  Object.assign(threads, { Worker: Watched });
  return { workers, restore: () => Object.assign(threads, { Worker }) };
}
