// Packs what is installed, and holds its size: npm run package
import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { inRoot, root } from "./paths.mjs";

/** What people download, and how many bytes that may be. */
const parts = [{ folder: root, file: inRoot("normscope.vsix"), most: 7.6e6 }];

for (const { folder, file, most } of parts) {
  const options = { dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true };
  await createVSIX({ ...options, cwd: folder, packagePath: file });
  const { size } = await stat(file);
  const text = `${relative(root, file)}: ${(size / 1e6).toFixed(2)} MB of ${(most / 1e6).toFixed(2)}`;
  console.log(text);
  if (size > most) {
    console.error(`${text} is over its budget.`);
    process.exitCode = 1;
  }
}
