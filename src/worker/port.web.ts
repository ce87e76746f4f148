import type { Answer } from "../protocol/rpc";
import { receiveFiles } from "./hostFiles.web";

/** Hears what whoever started this worker says; answers about files go to who has asked. */
export function onMessage<Message>(hear: (message: Message) => void): void {
  addEventListener("message", ({ data }: MessageEvent<Message | { readonly files: Answer }>) => {
    if (typeof data === "object" && data !== null && "files" in data) receiveFiles(data.files);
    else hear(data as Message);
  });
}

/** Tells it something. */
export function tell(message: unknown): void {
  postMessage(message);
}
