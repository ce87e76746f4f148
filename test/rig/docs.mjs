// Writes docs/findings from the rules, and the reference pages from manifest and readers: npm run docs
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { inRoot } from "./paths.mjs";

const { findingPages } = await bundled(inRoot("src", "analysis", "rules", "pages.ts"));
write(inRoot("docs", "findings"), findingPages());
const { referencePages } = await bundled(inRoot("test", "docs", "pages.ts"));
write(inRoot("docs"), referencePages());

/** @param {string} entry */
async function bundled(entry) {
  const outfile = inRoot("out", "pages.cjs");
  await build({ entryPoints: [entry], outfile, bundle: true, format: "cjs", platform: "node" });
  const require = createRequire(import.meta.url);
  delete require.cache[outfile];
  return require(outfile);
}

/** @param {string} folder @param {ReadonlyMap<string, string>} pages */
function write(folder, pages) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
}
