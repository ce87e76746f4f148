/// <reference path="./onnxModules.d.ts" />
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { InferenceSession, NativeSessionOptions, Tensor } from "onnx:runtime";
import { quoteName, quoteReason } from "../../readers/quoteName";
import { sessionOf } from "./ortSession";
import type { Runtime } from "./runtime";

/** What the package onnxruntime-node exports, as far as it is used here. */
interface OnnxRuntimeNode {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/**
 * ONNX Runtime's native CPU build, of a package that a person has installed and named: that is code of theirs.
 *
 * @param folder absolute path of the package onnxruntime-node
 * @throws in one line, where there is none or it does not run here
 */
export async function loadNativeRuntime(folder: string): Promise<Runtime> {
  const { library, version } = load(folder);
  return {
    name: `ONNX Runtime ${version} (native)`,
    async open({ model, folder: beside }, dims) {
      const options: NativeSessionOptions = {
        executionProviders: ["cpu"],
        graphOptimizationLevel: "basic",
        freeDimensionOverrides: dims,
        logSeverityLevel: 4,
        extra: { session: { model_external_initializers_file_folder_path: beside } },
      };
      return sessionOf(await library.InferenceSession.create(model, options), library.Tensor);
    },
  };
}

function load(folder: string): { readonly library: OnnxRuntimeNode; readonly version: string } {
  const require = createRequire(__filename);
  const label = quoteName(basename(folder));
  try {
    const { name, version } = require(join(folder, "package.json")) as { name?: unknown; version?: unknown };
    if (name !== "onnxruntime-node") throw new Error("its package.json names another package");
    return { library: require(folder) as OnnxRuntimeNode, version: quoteName(String(version)) };
  } catch (error) {
    const [line = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new Error(`${label}: cannot be loaded as the package onnxruntime-node (${quoteReason(line)})`);
  }
}
