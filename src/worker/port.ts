import { parentPort } from "node:worker_threads";

/** Hears what whoever started this thread says. */
export function onMessage<Message>(hear: (message: Message) => void): void {
  parentPort!.on("message", hear);
}

/** Tells it something. */
export function tell(message: unknown): void {
  parentPort!.postMessage(message);
}
