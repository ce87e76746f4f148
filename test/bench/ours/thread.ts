import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { Task } from "../protocol";
import { openSweeps } from "./kernels";

/** The part of a tensor that a thread sums. */
export interface Half {
  readonly task: Task;
  readonly from: number;
  readonly to: number;
}

const { task, from, to } = workerData as Half;
const sweeps = openSweeps(task, readFileSync(task.values), from, to);
const port = parentPort!;
port.on("message", () => port.postMessage(sweeps.full()));
port.postMessage(null);
