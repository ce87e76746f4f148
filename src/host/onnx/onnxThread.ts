import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import { l10n } from "vscode";
import type { OnnxApi, OnnxDescription, OnnxRequest } from "../../protocol/onnx";
import { type Answer, createCaller } from "../../protocol/rpc";
import type { JobOptions } from "../engine";

/**
 * Runs a model in a thread of its own, which takes its memory with it at the end; aborting ends it at once. Native code,
 * which would take the whole process with it, runs in a process of its own.
 */
export function runModel(script: string, request: OnnxRequest, options: JobOptions): Promise<string> {
  const start = request.native === undefined ? startThread : startProcess;
  return inRunner(start(script), "run", request, options) as Promise<string>;
}

/** What a model wants to be fed with. */
export function describeModel(script: string, path: string): Promise<OnnxDescription> {
  const options = { signal: new AbortController().signal };
  return inRunner(startThread(script), "describe", { path }, options) as Promise<OnnxDescription>;
}

function startThread(script: string) {
  const worker = new Worker(script);
  return { worker, post: (call: object) => worker.postMessage(call), end: () => void worker.terminate() };
}

function startProcess(script: string) {
  const worker = fork(script, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  return { worker, post: (call: object) => void worker.send(call), end: () => void worker.kill("SIGKILL") };
}

async function inRunner(
  { worker, post, end }: ReturnType<typeof startThread> | ReturnType<typeof startProcess>,
  method: keyof OnnxApi,
  argument: unknown,
  { signal, onProgress }: JobOptions,
): Promise<unknown> {
  const caller = createCaller(post);
  const cancel = () => caller.fail("Cancelled.");
  worker.on("message", (answer: Answer) => caller.receive(answer));
  worker.on("error", (error: Error) =>
    caller.fail(
      l10n.t("Running the model ended early: {0}. Fewer tensors or smaller batches need less memory.", error.message),
    ),
  );
  worker.on("exit", (code) =>
    caller.fail(
      l10n.t(
        "Running the model ended early, with exit code {0}. Fewer tensors or smaller batches need less memory.",
        code ?? "?",
      ),
    ),
  );
  signal.addEventListener("abort", cancel);
  try {
    signal.throwIfAborted();
    return await caller.call(method, argument, onProgress);
  } finally {
    signal.removeEventListener("abort", cancel);
    end();
  }
}
