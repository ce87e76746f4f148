import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const WASM = "onnx.wasm.br";
const COMPANION = `normscope.normscope-onnx-${process.env.ONNX_RUNTIME_VERSION}`;

/**
 * Path of ONNX Runtime's packed WebAssembly: beside the bundles where these were built, else in the extension that brings it,
 * which VS Code installs beside this one.
 *
 * @param dist the folder of the bundles
 * @throws where it is in neither place, or of another version
 */
export function findRuntime(dist: string): string {
  const extensions = join(dist, "..", "..");
  const companions = readdirSync(extensions).filter((name) => name.startsWith(COMPANION));
  const places = [dist, ...companions.map((name) => join(extensions, name, "dist"))];
  const found = places.map((folder) => join(folder, WASM)).find(existsSync);
  if (found !== undefined) return found;
  throw new Error(
    `models are run by ONNX Runtime, which comes separately: install normscope-onnx-${process.env.ONNX_RUNTIME_VERSION}.vsix in VS Code`,
  );
}
