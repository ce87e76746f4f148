// Writes docs/findings from the rules: npm run docs
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { inRoot } from "./paths.mjs";

const bundle = inRoot("out", "pages.cjs");
await build({
  entryPoints: [inRoot("src", "analysis", "rules", "pages.ts")],
  outfile: bundle,
  bundle: true,
  format: "cjs",
  platform: "node",
});
const folder = inRoot("docs", "findings");
mkdirSync(folder, { recursive: true });
for (const [name, text] of createRequire(import.meta.url)(bundle).findingPages()) {
  writeFileSync(join(folder, name), text);
}
