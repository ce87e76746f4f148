// Runs the tests of out/unit in a process of their own, which reports how it ended.
import { fork } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inRoot, root } from "./paths.mjs";
import { verdict } from "./verdict.mjs";

const minutes = 15;
// Property tests and child processes take their time on a slow machine; a hang is still found.
const testMilliseconds = 30_000;

/** Runs them from outside. */
export async function runUnitTests() {
  const child = fork(fileURLToPath(import.meta.url), { cwd: root, execArgv: ["--enable-source-maps"] });
  /** @type {{passed: number, failed: number} | undefined} */
  let reported;
  child.on("message", (/** @type {any} */ counts) => {
    reported = counts;
  });
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, minutes * 60_000);
  /** @type {number | string} */
  const exitCode = await new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? 1)));
  clearTimeout(limit);
  return verdict({ reported, exitCode, timedOut });
}

async function inside() {
  const { default: Mocha } = await import("mocha");
  const folder = inRoot("out", "unit");
  const mocha = new Mocha({
    ui: "bdd",
    reporter: "spec",
    timeout: testMilliseconds,
    forbidOnly: Boolean(process.env.CI),
  });
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(".test.js")).sort()) mocha.addFile(join(folder, file));
  const runner = mocha.run((failed) => {
    const passed = runner.stats?.passes ?? 0;
    const exit = () => process.exit(failed === 0 && passed > 0 ? 0 : 1);
    if (process.send) process.send({ passed, failed }, exit);
    else exit();
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await inside();
