import { createProfileWasm } from "../engine/kernels/profileWasm";
import type { EngineApi, Failure, Progress } from "../protocol/engineApi";
import { reportToJson } from "../protocol/reportJson";
import { type Answer, answer, type Call } from "../protocol/rpc";
import { answerToJson } from "../protocol/whatIfJson";
import { DtypeLostError } from "../readers/dtypeLostError";
import { capturedLayers } from "./capturedLayers";
import { compareFiles } from "./compareFiles";
import { createFollower } from "./follower";
import { listTensors } from "./listTensors";
import { measured } from "./measured/measured";
import { onMessage, tell } from "./port";
import { profileFiles } from "./profileFiles";
import { profileNorms } from "./profileNorms";
import { runHealth } from "./runHealth";
import { sumPartsOfFile } from "./sumParts";
import { createThreads, otherThreads } from "./threads";
import { whatIf } from "./whatIf";

const threads = createThreads(__filename, otherThreads());
const summing = createProfileWasm();
const follower = createFollower(threads);
onMessage((call: Call) => {
  void answer<EngineApi>(
    {
      profile: async (request, onProgress) => reportToJson(await profileFiles(request, seldom(onProgress), threads)),
      follow: (request, onProgress) => follower.follow(request, seldom(onProgress)),
      layer: follower.layer,
      compare: async (request, onProgress) => reportToJson(await compareFiles(request, seldom(onProgress))),
      whatIf: async (request, onProgress) => answerToJson(await whatIf(request, seldom(onProgress))),
      captured: capturedLayers,
      list: listTensors,
      norms: async (request, onProgress) => reportToJson(await profileNorms(request, seldom(onProgress))),
      health: (request, onProgress) => runHealth(request, seldom(onProgress)),
      measured: (request, onProgress) => measured(request, seldom(onProgress)),
      sumParts: (request) => sumPartsOfFile(request, summing),
    },
    call,
    (message: Answer) => tell(message),
    failureOf,
  );
});

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof DtypeLostError ? { message, dtypeChoices: error.choices } : { message };
}

const PROGRESS_MILLISECONDS = 50;

function seldom(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_MILLISECONDS) return;
    last = now;
    onProgress(progress);
  };
}
