import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { SLAB } from "../../../src/engine/slab";
import { mergeBuckets } from "../../../src/engine/statistics/buckets";
import { mergeChannelSums } from "../../../src/engine/statistics/channelSums";
import { mergePlaces } from "../../../src/engine/statistics/places";
import { elementCount } from "../../../src/engine/tensor";
import type { Task } from "../protocol";
import type { Prepared } from "../serve";
import { openSweeps, type Sums } from "./kernels";
import type { Half } from "./thread";

/** Profiles in one thread and, with half the slabs each, in two. */
export async function prepareProfile(task: Task): Promise<Prepared> {
  const elements = elementCount(task.shape);
  const sweeps = openSweeps(task, readFileSync(task.values), 0, elements);
  const half = Math.ceil(elements / SLAB / 2) * SLAB;
  const threads = await Promise.all([
    startThread({ task, from: 0, to: half }),
    startThread({ task, from: half, to: elements }),
  ]);
  const full2 = async () => merge(await Promise.all(threads.map(({ run }) => run())));
  return {
    runs: { ...sweeps, full2 },
    drop: () => Promise.all(threads.map(({ end }) => end())),
  };
}

async function startThread(half: Half): Promise<{ run(): Promise<Sums>; end(): Promise<unknown> }> {
  const worker = new Worker(join(__dirname, "thread.js"), { workerData: half });
  const heard = () =>
    new Promise<Sums>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
  await heard();
  return {
    run() {
      worker.postMessage(null);
      return heard();
    },
    end: () => worker.terminate(),
  };
}

function merge(sums: readonly Sums[]): Sums {
  return sums.reduce((a, b) => {
    mergeChannelSums(a.channels, b.channels);
    const [one, other] = [a.whole.counted, b.whole.counted];
    const counted = { ...mergeBuckets(one, other), subnormal: one.subnormal + other.subnormal };
    return { channels: a.channels, whole: { places: mergePlaces(a.whole.places, b.whole.places), counted } };
  });
}
