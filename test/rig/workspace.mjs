import { existsSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inRoot } from "./paths.mjs";

/**
 * Copies folders into one, so that what is done there leaves the checkout as it is.
 * @param {string} target
 * @param {string[]} sources relative to the checkout; those that are missing are left out
 */
export async function makeWorkspace(target, sources) {
  await mkdir(target, { recursive: true });
  for (const source of sources.map((path) => inRoot(path)).filter((path) => existsSync(path))) {
    await cp(source, target, { recursive: true });
  }
  return target;
}

/** The settings of a user who wants no interruptions. */
export const quiet = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  // In a browser, what was typed would be written after a second.
  "files.autoSave": "off",
  // Looks for ports every two seconds, in all processes.
  "remote.autoForwardPorts": false,
};

/**
 * Writes these settings.
 * @param {string} data the user data folder
 * @param {Record<string, unknown>} [more]
 */
export async function writeSettings(data, more = {}) {
  const file = join(data, "User", "settings.json");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...quiet, ...more }, undefined, 2));
}
