import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import type { Progress } from "../../protocol/engineApi";
import type { OnnxRequest } from "../../protocol/onnx";
import { type Answer, createCaller } from "../../protocol/rpc";
import { quoteReason } from "../../readers/quoteName";

/** What runs one ONNX model: a thread, or a process where native code is to run, which cannot be ended in a thread. */
export interface OnnxThread {
  /** A report as JSON text. */
  run(onProgress: (progress: Progress) => void): Promise<string>;
  end(): void;
}

/** @param script path of the bundle that holds ONNX Runtime */
export function startOnnxThread(script: string, request: OnnxRequest): OnnxThread {
  const runner = request.native === undefined ? startThread(script) : startProcess(script);
  const caller = createCaller(runner.post);
  runner.worker.on("message", (answer: Answer) => caller.receive(answer));
  runner.worker.on("error", (error: Error) => caller.fail(`what runs the model stopped: ${quoteReason(error)}`));
  runner.worker.on("exit", (code) => caller.fail(`what runs the model stopped with exit code ${code}`));
  return {
    run: (onProgress) => caller.call("run", request, onProgress) as Promise<string>,
    end: runner.end,
  };
}

function startThread(script: string) {
  const worker = new Worker(script);
  return { worker, post: (call: unknown) => worker.postMessage(call), end: () => void worker.terminate() };
}

function startProcess(script: string) {
  const worker = fork(script, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  return { worker, post: (call: object) => void worker.send(call), end: () => void worker.kill("SIGKILL") };
}
