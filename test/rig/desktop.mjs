import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { downloadAndUnzipVSCode, SilentReporter } from "@vscode/test-electron";
import { chromium } from "playwright-core";
import { atEnd } from "./lifetime.mjs";
import { cache } from "./paths.mjs";
import { startProcess } from "./processes.mjs";

const linux = process.platform === "linux";
const hasDisplay = () => !linux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const hasVirtualDisplay = () => linux && spawnSync("xvfb-run", ["--help"]).status === 0;

/**
 * The desktop VS Code, downloaded where that works and can be shown.
 * @param {{virtual: boolean}} options virtual: a display that nobody sees will do
 * @returns {Promise<{executable: string} | {missing: string}>}
 */
export async function findDesktop({ virtual }) {
  if (!hasDisplay() && !(virtual && hasVirtualDisplay())) return { missing: "there is no display" };
  try {
    const options = { version: "stable", cachePath: cache, timeout: 5000, reporter: new SilentReporter() };
    const executable = await downloadAndUnzipVSCode(options);
    const probe = spawnSync(executable, ["--version"], { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
    return probe.status === 0 ? { executable } : { missing: "the downloaded VS Code does not start" };
  } catch (error) {
    return { missing: `its download failed (${error instanceof Error ? error.message : error})` };
  }
}

/**
 * @param {string} executable
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void}} [options]
 */
export function startDesktop(executable, args, options = {}) {
  const command = hasDisplay() ? [executable] : ["xvfb-run", "-a", executable];
  const quiet = [
    "--no-sandbox",
    "--disable-gpu-sandbox",
    "--disable-updates",
    "--skip-welcome",
    "--skip-release-notes",
  ];
  const [file = executable, ...before] = command;
  return startProcess(file, [...before, ...quiet, "--disable-workspace-trust", ...args], options);
}

/** Finds the workbench among the windows behind a debugging port. */
export async function connectDesktop(/** @type {number} */ port, seconds = 30) {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(200)) {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => undefined);
    const pages = browser?.contexts().flatMap((context) => context.pages()) ?? [];
    const page = pages.find((candidate) => candidate.url().includes("workbench"));
    if (page) {
      atEnd(() => browser?.close());
      return page;
    }
    await browser?.close();
  }
  throw new Error("The window of the desktop VS Code did not show up.");
}
