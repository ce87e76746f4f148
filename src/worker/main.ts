import { parentPort } from "node:worker_threads";
import type { EngineApi, Failure, Progress } from "../protocol/engineApi";
import { type Answer, answer, type Call } from "../protocol/rpc";
import { DtypeLostError } from "../readers/dtypeLostError";
import { profileFiles } from "./profileFiles";

const port = parentPort!;
port.on("message", (call: Call) => {
  void answer<EngineApi>(
    { profile: (request, onProgress) => profileFiles(request, seldom(onProgress)) },
    call,
    (message: Answer) => port.postMessage(message, "ok" in message ? buffersIn(message.ok) : []),
    failureOf,
  );
});

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof DtypeLostError ? { message, dtypeChoices: error.choices } : { message };
}

/** Buffers are handed over, not copied. */
function buffersIn(value: unknown): ArrayBuffer[] {
  if (value instanceof Float64Array) return [value.buffer as ArrayBuffer];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(buffersIn) : [];
}

const PROGRESS_MILLISECONDS = 50;

function seldom(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < PROGRESS_MILLISECONDS) return;
    last = now;
    onProgress(progress);
  };
}
