// Measures what the editor does for a key in a file of 1,000 lines.
//   npm run bench:typing [-- ordinary|nasty]
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { inRoot } from "../rig/paths.mjs";

// Not below out/, which a build of the tests empties.
const outfile = inRoot(".bench", "out", "typing.js");
await esbuild.build({
  entryPoints: [inRoot("test/bench/typing/main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "linked",
  logLevel: "warning",
});
process.chdir(inRoot("."));
const { default: built } = await import(pathToFileURL(outfile).href);
await built.main(process.argv.slice(2));
