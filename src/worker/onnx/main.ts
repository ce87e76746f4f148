import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import type { OnnxApi } from "../../protocol/onnx";
import { reportToJson } from "../../protocol/reportJson";
import { type Answer, answer, type Call } from "../../protocol/rpc";
import { describeModel } from "./describeModel";
import { runModel } from "./runModel";
import { loadWebRuntime } from "./webRuntime";

const port = parentPort!;
const wasm = join(__dirname, "onnx.wasm.br");

port.on("message", (call: Call) => {
  void answer<OnnxApi>(
    {
      describe: describeModel,
      run: async (request, onProgress) => reportToJson(await runModel(request, () => loadWebRuntime(wasm), onProgress)),
    },
    call,
    (message: Answer) => port.postMessage(message),
    (error) => ({ message: error instanceof Error ? error.message : String(error) }),
  );
});
