// Runs the suite of out/web inside VS Code without a server, whose extensions run in a worker of the browser.
//   node test/rig/one.mjs web [--verbose]
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser, newPage } from "./browser.mjs";
import { startDriver } from "./driver.mjs";
import { endAll } from "./lifetime.mjs";
import { printer } from "./printer.mjs";
import { verdict } from "./verdict.mjs";
import { serveWorkbench } from "./webWorkbench.mjs";

const minutes = 5;

/** @param {Set<string>} flags */
export async function runWebSuite(flags) {
  try {
    return await attempt(flags);
  } finally {
    await endAll();
  }
}

/** @param {Set<string>} flags */
async function attempt(flags) {
  const print = printer();
  const driver = await startDriver(print.event);
  const address = await serveWorkbench({ driver: driver.url });
  const page = await newPage(await launchBrowser());
  const exit = new Promise((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
  await page.exposeFunction("codeAutomationLog", (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    if (flags.has("--verbose")) process.stderr.write(`${type}: ${args.join(" ")}\n`);
  });
  driver.attach(page);
  const payload = JSON.stringify([["skipWelcome", "true"]]);
  await page.goto(`${address}/?${new URLSearchParams({ folder: "tmp:/workspace", payload })}`);
  const limit = new AbortController();
  const late = sleep(minutes * 60_000, "late", { signal: limit.signal }).catch(() => "late");
  const exitCode = await Promise.race([exit, late]);
  limit.abort();
  return verdict({ ...print.counts(), exitCode, timedOut: exitCode === "late" });
}
