import { parentPort, workerData } from "node:worker_threads";
import { caseOf } from "./cases";
import type { Input } from "./component";
import { COMPONENTS } from "./components";
import { seedsOf } from "./seeds";

/** What a thread is to do: run cases of a component, or make one. */
export type Work = { readonly component: string; readonly seed: number } & (
  | { readonly make: number }
  | {
      /** Below 0, seeds are run first. */
      readonly first: number;
      readonly cases: number;
      /** How long cases are begun, once the samples are read. */
      readonly milliseconds: number;
      /** The case that is running, and the second since `begun` in which it began. */
      readonly now: Int32Array;
      readonly begun: number;
    }
);

/** What it tells. */
export type Told =
  | { readonly type: "names"; readonly names: readonly string[] }
  | { readonly type: "input"; readonly input: Input }
  | {
      readonly type: "failed";
      readonly case: number;
      readonly input: Input;
      readonly message: string;
      readonly stack: string;
    }
  | {
      readonly type: "done";
      readonly read: number;
      readonly told: number;
      readonly seconds: number;
      readonly slowest: { readonly case: number; readonly milliseconds: number };
    };

/** Memory outside of the heap that one case may take. */
const MOST_BYTES = 512 * 2 ** 20;

const tell = (told: Told) => parentPort!.postMessage(told);

async function main(work: Work | null): Promise<void> {
  if (work === null) return tell({ type: "names", names: COMPONENTS.map(({ name }) => name) });
  const component = COMPONENTS.find(({ name }) => name === work.component)!;
  const samples = await component.samples();
  const seeds = seedsOf(component.name);
  const inputOf = (number: number) =>
    number < 0 ? seeds[number + seeds.length]! : caseOf(component, samples, work.seed, number);
  if ("make" in work) return tell({ type: "input", input: inputOf(work.make) });
  const counts = { read: 0, told: 0 };
  let slowest = { case: 0, milliseconds: 0 };
  const until = Date.now() + work.milliseconds;
  for (let number = Math.max(work.first, -seeds.length); number < work.cases; number++) {
    if (number >= 0 && Date.now() > until) break;
    Atomics.store(work.now, 0, number);
    Atomics.store(work.now, 1, Math.floor((Date.now() - work.begun) / 1000));
    const input = inputOf(number);
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    try {
      counts[await component.run(input)]++;
      const taken = process.memoryUsage().arrayBuffers - before;
      if (taken > MOST_BYTES) throw new Error(`${taken} bytes of memory were taken`);
    } catch (error) {
      const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
      tell({ type: "failed", case: number, input, message, stack });
    }
    const milliseconds = performance.now() - start;
    if (milliseconds > slowest.milliseconds) slowest = { case: number, milliseconds };
  }
  Atomics.store(work.now, 1, -1);
  tell({ type: "done", ...counts, seconds: (Date.now() - until + work.milliseconds) / 1000, slowest });
}

main(workerData as Work | null).catch((error) => {
  throw error;
});
