/// <reference path="./onnxModules.d.ts" />
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { env, InferenceSession, type SessionOptions, Tensor, version } from "onnx:runtime";
import { sessionOf } from "./ortSession";
import type { Runtime } from "./runtime";

/**
 * ONNX Runtime's plain CPU build in this thread, some 40 MB of memory besides the model.
 *
 * @param wasm path of its packed WebAssembly
 */
export async function loadWebRuntime(wasm: string): Promise<Runtime> {
  const bytes = await promisify(brotliDecompress)(await readFile(wasm));
  env.logLevel = "fatal";
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = Uint8Array.from(bytes).buffer;
  return {
    name: `ONNX Runtime ${version} (WebAssembly)`,
    async open({ model, files }, dims) {
      const options: SessionOptions = {
        executionProviders: ["wasm"],
        // What is folded or fused beyond that is not what the model's nodes make.
        graphOptimizationLevel: "basic",
        freeDimensionOverrides: dims,
        externalData: files,
        logSeverityLevel: 4,
      };
      return sessionOf(await InferenceSession.create(model, options), Tensor);
    },
  };
}
