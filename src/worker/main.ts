import { parentPort } from "node:worker_threads";
import type { EngineApi, Failure, Progress } from "../protocol/engineApi";
import { reportToJson } from "../protocol/reportJson";
import { type Answer, answer, type Call } from "../protocol/rpc";
import { DtypeLostError } from "../readers/dtypeLostError";
import { profileFiles } from "./profileFiles";

const port = parentPort!;
port.on("message", (call: Call) => {
  void answer<EngineApi>(
    { profile: async (request, onProgress) => reportToJson(await profileFiles(request, seldom(onProgress))) },
    call,
    (message: Answer) => port.postMessage(message),
    failureOf,
  );
});

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof DtypeLostError ? { message, dtypeChoices: error.choices } : { message };
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
