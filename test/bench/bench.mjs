// Builds the benchmark and runs it, in Node 24 where that is installed: it has the kernels that VS Code has.
//   npm run bench [-- --quick] [--only TEXT] [--json] [--out FILE] [--install-peers]
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { node24In, node24Packages } from "../rig/node24.mjs";
import { inRoot } from "../rig/paths.mjs";
import { run } from "../rig/processes.mjs";

const { kernelsPlugin } = createRequire(import.meta.url)("../../src/engine/kernels/build.js");

const args = process.argv.slice(2);
// What is being installed may be that Node.
const node = args.includes("--install-peers") ? process.execPath : (node24In(inRoot(".bench")) ?? process.execPath);
process.exitCode =
  node === process.execPath ? await bench() : await run(node, [fileURLToPath(import.meta.url), ...args]);

async function bench() {
  // Not below out/, which a build of the tests empties.
  const outdir = inRoot(".bench", "out");
  await esbuild.build({
    entryPoints: {
      main: inRoot("test/bench/main.ts"),
      ours: inRoot("test/bench/ours/main.ts"),
      thread: inRoot("test/bench/ours/thread.ts"),
      worker: inRoot("src/worker/main.ts"),
      ortNode: inRoot("test/bench/peers/ortNode.ts"),
      ortWeb: inRoot("test/bench/peers/ortWeb.ts"),
      tfjs: inRoot("test/bench/peers/tfjs.ts"),
    },
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "linked",
    define: { "process.env.NORMSCOPE_VERSION": '"bench"' },
    plugins: [kernelsPlugin],
    logLevel: "warning",
  });

  const { default: built } = await import(pathToFileURL(join(outdir, "main.js")).href);
  return built.main(args, node24Packages);
}
