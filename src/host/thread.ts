import { Worker } from "node:worker_threads";
import type { Thread, ThreadEvents } from "./threadEvents";

/** @param script absolute path of the bundle */
export function startThread<Message>(script: string, { hear, failed, exited }: ThreadEvents<Message>): Thread {
  const worker = new Worker(script);
  worker.on("message", hear);
  worker.on("error", (error) => failed(error.message));
  worker.on("exit", exited);
  return { post: (message) => worker.postMessage(message), end: () => void worker.terminate() };
}
