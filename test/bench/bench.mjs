// Builds the benchmark and runs it.
//   npm run bench [-- --quick] [--only TEXT] [--json] [--out FILE] [--install-peers]
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { inRoot } from "../rig/paths.mjs";

const { kernelsPlugin } = createRequire(import.meta.url)("../../src/engine/kernels/build.js");

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

const { default: bench } = await import(pathToFileURL(join(outdir, "main.js")).href);
process.exitCode = await bench.main(process.argv.slice(2));
