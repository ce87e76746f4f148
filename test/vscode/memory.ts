import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Worker } from "node:worker_threads";
import { ui } from "./ui";

/** What is in use once everything that nobody needs any more has been collected. Memory is in MB. */
export interface Memory {
  /** Of the process of the extension host with all of its threads: what the machine has given it, needed or not. */
  readonly resident: number;
  readonly hostHeap: number;
  /** Buffers outside of the host's heap. */
  readonly hostBuffers: number;
  readonly threads: number;
  /** Heaps of the threads together, with what is not yet collected there. */
  readonly threadHeaps: number;
  readonly pageHeap: number;
  /** Elements and texts of the window and all of its webviews, and what listens to them. */
  readonly nodes: number;
  readonly listeners: number;
}

/** @param workers threads that were started; those that have ended count for nothing */
export async function measureMemory(workers: readonly Worker[] = []): Promise<Memory> {
  collect();
  // What is finalized when it is collected goes with the second time.
  await sleep(50);
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const heaps = (await Promise.all(workers.map(heapOf))).filter((heap) => heap !== null);
  const page = await ui.memory();
  return {
    resident: rss / MB,
    hostHeap: heapUsed / MB,
    hostBuffers: external / MB,
    threads: heaps.length,
    threadHeaps: heaps.reduce((sum, heap) => sum + heap, 0) / MB,
    pageHeap: page.heap / MB,
    nodes: page.nodes,
    listeners: page.listeners,
  };
}

const MB = 1e6;

let garbage: (() => void) | undefined;

function collect(): void {
  if (!garbage) {
    setFlagsFromString("--expose-gc");
    garbage = runInNewContext("gc") as () => void;
  }
  garbage();
}

/** Null where the thread has ended. */
async function heapOf(worker: Worker): Promise<number | null> {
  if (worker.threadId < 0) return null;
  // Since Node 22.16; the types are those of the oldest Node that VS Code comes with.
  const { getHeapStatistics } = worker as Worker & { getHeapStatistics(): Promise<{ used_heap_size: number }> };
  const ended = new Promise<null>((resolve) => worker.once("exit", () => resolve(null)));
  const asked = getHeapStatistics.call(worker).then(({ used_heap_size: used }) => used);
  return Promise.race([ended, asked.catch(() => null)]);
}
