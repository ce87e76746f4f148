import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Git-ignored; holds the editors and browsers that tests and the demo run in. */
export const cache = join(root, ".vscode-test");

export const inRoot = (/** @type {string[]} */ ...parts) => join(root, ...parts);
