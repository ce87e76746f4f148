// Runs the suite of out/vscode inside a real VS Code.
//   node test/rig/vscode.mjs [--desktop | --code-server] [--verbose]
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, startCodeServer } from "./codeServer.mjs";
import { connectDesktop, findDesktop, startDesktop } from "./desktop.mjs";
import { startDriver } from "./driver.mjs";
import { endAll, temporaryFolder } from "./lifetime.mjs";
import { inRoot, root } from "./paths.mjs";
import { printer } from "./printer.mjs";
import { freePort } from "./processes.mjs";
import { summary, verdict } from "./verdict.mjs";
import { makeWorkspace, writeSettings } from "./workspace.mjs";

const suite = inRoot("out", "vscode", "index.js");

/**
 * @param {Set<string>} flags
 * @param {{minutes?: number}} [limits] minutes: what takes longer hangs
 */
export async function runSuite(flags, { minutes = 15 } = {}) {
  try {
    return await attempt(flags, minutes);
  } finally {
    await endAll();
  }
}

/** @param {Set<string>} flags @param {number} minutes */
async function attempt(flags, minutes) {
  const desktop = flags.has("--code-server") ? { missing: "--code-server" } : await findDesktop({ virtual: true });
  if ("missing" in desktop && flags.has("--desktop")) throw new Error(`No desktop VS Code: ${desktop.missing}.`);
  if ("missing" in desktop) console.log(`In code-server, not the desktop VS Code: ${desktop.missing}.`);
  const folder = await temporaryFolder();
  const workspace = await makeWorkspace(join(folder, "workspace"), ["media/examples", "test/fixtures/vscode"]);
  await writeSettings(join(folder, "data"));
  // A stand-in for the Jupyter extension, which no registry has, is installed beside the one under development.
  await cp(inRoot("test", "rig", "jupyter"), join(folder, "extensions", "ms-toolsai.jupyter-0.0.1"), {
    recursive: true,
  });
  const print = printer();
  const driver = await startDriver(print.event);
  const setup = {
    folder,
    workspace,
    extensions: join(folder, "extensions"),
    driver,
    env: { NORMSCOPE_DRIVER: driver.url },
    onOutput: (/** @type {string} */ text) => void (flags.has("--verbose") && process.stderr.write(text)),
  };
  const host = "missing" in desktop ? inCodeServer(setup) : inDesktop(desktop.executable, setup);
  const limit = new AbortController();
  const late = sleep(minutes * 60_000, "late", { signal: limit.signal }).catch(() => "late");
  const exitCode = await Promise.race([host, late]);
  limit.abort();
  return verdict({ ...print.counts(), exitCode, timedOut: exitCode === "late" });
}

/**
 * @typedef {{folder: string, workspace: string, extensions: string, env: NodeJS.ProcessEnv,
 *   driver: {attach: (page: import("playwright-core").Page) => void}, onOutput: (text: string) => void}} Setup
 */

/** @param {Setup} setup @returns {Promise<number | string>} */
async function inCodeServer({ folder, workspace, extensions, driver, env, onOutput }) {
  await installCodeServer();
  const server = await startCodeServer({ folder, extensions, env, tests: true, onOutput });
  const page = await newPage(await launchBrowser());
  const exit = new Promise((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
  await page.exposeFunction("codeAutomationLog", (/** @type {string} */ type, /** @type {unknown[]} */ args) =>
    onOutput(`${type}: ${args.join(" ")}\n`),
  );
  driver.attach(page);
  const remote = (/** @type {string} */ path) => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(root)],
    ["extensionTestsPath", remote(suite)],
    ["skipWelcome", "true"],
  ];
  await page.goto(server.address({ folder: workspace, payload: JSON.stringify(payload) }));
  return await Promise.race([exit, server.exited.then((code) => `${code}, of the server`)]);
}

/** @param {string} executable @param {Setup} setup */
async function inDesktop(executable, { folder, workspace, extensions, driver, env, onOutput }) {
  const port = await freePort();
  const args = [
    workspace,
    `--extensionDevelopmentPath=${root}`,
    `--extensionTestsPath=${suite}`,
    `--user-data-dir=${join(folder, "data")}`,
    `--extensions-dir=${extensions}`,
    `--remote-debugging-port=${port}`,
  ];
  const editor = await startDesktop(executable, args, { env: { ...process.env, ...env }, onOutput });
  const window = connectDesktop(port).then(driver.attach);
  return await Promise.race([editor.exited, window.then(() => editor.exited)]);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await runSuite(new Set(process.argv.slice(2))).catch((error) => ({
    passed: 0,
    failed: 1,
    problems: [error.message],
  }));
  for (const problem of result.problems) console.log(problem);
  const { line, ok } = summary([result]);
  console.log(line);
  process.exit(ok ? 0 : 1);
}
