// Packs what is installed, Normscope and what runs ONNX models, and holds its size: npm run package
//   node test/rig/package.mjs [--built]   with the production build that is there
import { existsSync } from "node:fs";
import { cp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createVSIX } from "@vscode/vsce";
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

/** A folder to pack, out of which vsce leaves what .vscodeignore says. @param {import("./packages.mjs").Package} part */
async function staged(part) {
  const folder = await temporaryFolder();
  const from = inRoot(part.folder);
  const filter = (/** @type {string} */ path) => !part.leaves?.test(relative(from, path).replaceAll("\\", "/"));
  for (const entry of await entriesOf(from))
    await cp(join(from, entry), join(folder, entry), { recursive: true, filter });
  const manifest = JSON.parse(await readFile(join(from, "package.json"), "utf8"));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifestOf(part, manifest), null, 2)}\n`);
  return folder;
}

/**
 * Where what .vscodeignore lets in begins; all entries where there is none. vsce would look at every file beside them, and a
 * VS Code to test in has very many.
 * @param {string} folder
 */
async function entriesOf(folder) {
  const name = ".vscodeignore";
  if (!existsSync(join(folder, name))) return await readdir(folder);
  const first = (await readFile(join(folder, name), "utf8")).match(/(?<=^!)[^/\n]+/gm);
  return [name, ...new Set(first)];
}

await packAll().finally(endAll);
