import { Worker } from "node:worker_threads";
import type { Progress } from "../../protocol/engineApi";
import type { OnnxRequest } from "../../protocol/onnx";
import { type Answer, createCaller } from "../../protocol/rpc";

/** A thread that runs ONNX models. */
export interface OnnxThread {
  /** A report as JSON text. */
  run(request: OnnxRequest, onProgress: (progress: Progress) => void): Promise<string>;
  end(): void;
}

/** @param script path of the bundle that holds ONNX Runtime */
export function startOnnxThread(script: string): OnnxThread {
  const worker = new Worker(script);
  const caller = createCaller((call) => worker.postMessage(call));
  worker.on("message", (answer: Answer) => caller.receive(answer));
  worker.on("error", (error) => caller.fail(`the thread that runs the model stopped: ${error.message}`));
  worker.on("exit", (code) => caller.fail(`the thread that runs the model stopped with exit code ${code}`));
  return {
    run: (request, onProgress) => caller.call("run", request, onProgress) as Promise<string>,
    end: () => void worker.terminate(),
  };
}
