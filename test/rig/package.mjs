// Packs what is installed, Normscope and what runs ONNX models, and holds its size: npm run package
import { cp, stat } from "node:fs/promises";
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { createVSIX } from "@vscode/vsce";
import { inRoot, root } from "./paths.mjs";

/** What people download, and how many bytes that may be: 450 kB of it are the bundles of the browser. */
const parts = [
  { folder: root, file: inRoot("normscope.vsix"), most: 5.75e6 },
  { folder: inRoot("companion"), file: inRoot("normscope-onnx-1.30.0.vsix"), most: 2.4e6 },
];

/** @returns {Promise<string[]>} their paths */
export async function packAll() {
  for (const { folder, file, most } of parts) {
    const options = { dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true };
    await createVSIX({ ...options, cwd: folder, packagePath: file });
    // Normscope's own comes first, for which everything is built.
    await cp(inRoot("dist", "onnx.wasm.br"), inRoot("companion", "dist", "onnx.wasm.br"));
    const { size } = await stat(file);
    const text = `${relative(root, file)}: ${(size / 1e6).toFixed(2)} MB of ${(most / 1e6).toFixed(2)}`;
    console.log(text);
    if (size > most) throw new Error(`${text}: over its budget`);
  }
  return parts.map(({ file }) => file);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await packAll();
