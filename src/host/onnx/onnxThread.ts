import { Worker } from "node:worker_threads";
import type { OnnxApi, OnnxDescription, OnnxRequest } from "../../protocol/onnx";
import { type Answer, createCaller } from "../../protocol/rpc";
import type { JobOptions } from "../engine";

/** Runs a model in a thread of its own, which takes its memory with it at the end; aborting ends it at once. */
export function runModel(script: string, request: OnnxRequest, options: JobOptions): Promise<string> {
  return inThread(script, "run", request, options) as Promise<string>;
}

/** What a model wants to be fed with. */
export function describeModel(script: string, path: string): Promise<OnnxDescription> {
  return inThread(script, "describe", { path }, { signal: new AbortController().signal }) as Promise<OnnxDescription>;
}

async function inThread(
  script: string,
  method: keyof OnnxApi,
  argument: unknown,
  { signal, onProgress }: JobOptions,
): Promise<unknown> {
  signal.throwIfAborted();
  const worker = new Worker(script);
  const caller = createCaller((call) => worker.postMessage(call));
  const cancel = () => caller.fail("Cancelled.");
  worker.on("message", (answer: Answer) => caller.receive(answer));
  worker.on("error", (error) => caller.fail(`The thread that runs the model stopped: ${error.message}.`));
  worker.on("exit", (code) => caller.fail(`The thread that runs the model stopped with exit code ${code}.`));
  signal.addEventListener("abort", cancel);
  try {
    return await caller.call(method, argument, onProgress);
  } finally {
    signal.removeEventListener("abort", cancel);
    void worker.terminate();
  }
}
