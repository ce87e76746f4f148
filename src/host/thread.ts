import { Worker } from "node:worker_threads";

/** A thread that runs one of the bundles. */
export interface Thread {
  post(message: unknown): void;
  end(): void;
}

export interface ThreadEvents<Message> {
  hear(message: Message): void;
  /** It has stopped. */
  failed(why: string): void;
  exited(code: number): void;
}

/** @param script absolute path of the bundle */
export function startThread<Message>(script: string, { hear, failed, exited }: ThreadEvents<Message>): Thread {
  const worker = new Worker(script);
  worker.on("message", hear);
  worker.on("error", (error) => failed(error.message));
  worker.on("exit", exited);
  return { post: (message) => worker.postMessage(message), end: () => void worker.terminate() };
}
