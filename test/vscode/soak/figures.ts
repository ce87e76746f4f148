import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Memory, measureMemory } from "../memory";
import { tell } from "../ui";
import type { watchWorkers } from "../watchWorkers";

type Watched = ReturnType<typeof watchWorkers>;

/** Measures memory, and prints what was measured. */
export async function tellMemory(when: string, { workers }: Pick<Watched, "workers">): Promise<Memory> {
  const memory = await measureMemory(workers);
  const cells = Object.entries(memory).map(([name, value]) => `${name} ${Math.round(value)}`);
  await print(`memory ${when}: ${cells.join(", ")}`);
  return memory;
}

/** Holds what is left to so many megabytes more than there were before. */
export function hasGivenBack(before: Memory, after: Memory, most: Partial<Record<keyof Memory, number>>): void {
  for (const [key, left] of Object.entries(most) as [keyof Memory, number][]) {
    const grown = after[key] - before[key];
    assert.ok(grown <= left, `${key} has grown by ${grown.toFixed(1)} MB`);
  }
}

/**
 * Does something and prints how long it took, and for how long the extension host answered nobody meanwhile: there, keys in
 * other extensions wait, too.
 */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const begun = performance.now();
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  delays.disable();
  await print(`${what}: ${seconds.toFixed(2)} s, held up for ${(delays.max / 1e6).toFixed(0)} ms at most`);
  return result;
}

export function print(title: string): Promise<void> {
  return tell({ type: "note", title });
}
