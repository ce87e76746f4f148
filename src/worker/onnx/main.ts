import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import type { OnnxApi } from "../../protocol/onnx";
import { reportToJson } from "../../protocol/reportJson";
import { type Answer, answer, type Call } from "../../protocol/rpc";
import { describeModel } from "./describeModel";
import { loadNativeRuntime } from "./nativeRuntime";
import { runModel } from "./runModel";
import { loadWebRuntime } from "./webRuntime";

const beside = join(__dirname, "onnx.wasm.br");

function serve(call: Call, send: (answer: Answer) => void): void {
  void answer<OnnxApi>(
    {
      describe: describeModel,
      run: async (request, onProgress) => {
        const { native, wasm = beside } = request;
        const load = () => (native === undefined ? loadWebRuntime(wasm) : loadNativeRuntime(native));
        return reportToJson(await runModel(request, load, onProgress));
      },
    },
    call,
    send,
    (error) => ({ message: error instanceof Error ? error.message : String(error) }),
  );
}

// A thread, or a process of its own where native code runs: ending that in a thread would end the whole process.
const port = parentPort;
if (port) port.on("message", (call: Call) => serve(call, (message) => port.postMessage(message)));
else {
  process.on("message", (call: Call) => serve(call, (message) => void process.send?.(message)));
  process.on("disconnect", () => process.exit());
}
