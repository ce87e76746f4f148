// Packs what is installed, Normscope and what runs ONNX models, and holds its size: npm run package
//   node test/rig/package.mjs [--built]   with the production build that is there
import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createVSIX, listFiles, PackageManager } from "@vscode/vsce";
import { endAll, temporaryFolder } from "./lifetime.mjs";
import { companion, main, manifestOf, web } from "./packages.mjs";
import { inRoot, root } from "./paths.mjs";
import { run } from "./processes.mjs";

async function packAll() {
  const build = [inRoot("esbuild.js"), "--production"];
  const code = process.argv.includes("--built") ? 0 : await run(process.execPath, build, { cwd: root });
  if (code !== 0) throw new Error(`The build failed with exit code ${code}.`);
  await cp(inRoot("dist", "onnx.wasm.br"), inRoot("companion", "dist", "onnx.wasm.br"));
  for (const part of [main, web, companion]) await pack(part);
}

/** @param {import("./packages.mjs").Package} part */
async function pack(part) {
  const options = { dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true };
  const target = part.target === undefined ? {} : { target: part.target };
  await createVSIX({ ...options, ...target, cwd: await staged(part), packagePath: inRoot(part.file) });
  const { size } = await stat(inRoot(part.file));
  const text = `${part.file}: ${(size / 1e6).toFixed(2)} MB of ${(part.most / 1e6).toFixed(2)}`;
  console.log(text);
  if (size > part.most) throw new Error(`${text}: over its budget`);
}

/** A folder with nothing but what is in the package. @param {import("./packages.mjs").Package} part */
async function staged(part) {
  const folder = await temporaryFolder();
  const files = await listFiles({ cwd: inRoot(part.folder), packageManager: PackageManager.None });
  for (const file of files.filter((name) => !part.leaves?.test(name))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(inRoot(part.folder, file), join(folder, file));
  }
  const manifest = JSON.parse(await readFile(inRoot(part.folder, "package.json"), "utf8"));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifestOf(part, manifest), null, 2)}\n`);
  return folder;
}

await packAll().finally(endAll);
