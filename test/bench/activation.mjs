// Measures what Normscope costs when a window opens, loading its code and calling activate(): its own share of the processor, and
// the time by the clock that VS Code tells, which whatever else starts then stretches.
//   npm run build -- --production && npm run bench:activation
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launchBrowser, newPage } from "../rig/browser.mjs";
import { installCodeServer, startCodeServer } from "../rig/codeServer.mjs";
import { endAll } from "../rig/lifetime.mjs";
import { loaded } from "../rig/scenes.mjs";
import { setUp } from "../rig/stage.mjs";

const windows = 7;

const { folder, workspace, extensions, home } = await setUp();
const figures = join(folder, "figures");
await rename(join(home, "dist", "extension.js"), join(home, "dist", "measured.js"));
await writeFile(join(home, "dist", "extension.js"), measuring(figures));
await installCodeServer();
const server = await startCodeServer({ folder, extensions });
const browser = await launchBrowser();
const told = [];
for (let i = 0; i < windows; i++) {
  const page = await newPage(browser);
  await page.goto(server.address({ folder: workspace }));
  await loaded(page);
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(">Developer: Show Running Extensions");
  await page.locator(".quick-input-list .monaco-list-row").first().click();
  const row = page.locator(".runtime-extensions-editor .extension", { hasText: "Normscope" }).first();
  await row.locator(".activation-time", { hasText: /\d/ }).waitFor({ timeout: 30_000 });
  told.push(await row.locator(".activation-time").textContent());
  await page.close();
}
const own = (await readFile(figures, "utf8"))
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
own.forEach(({ load, activate }, i) => {
  console.log(
    `${(load + activate).toFixed(0)} ms of the processor: load ${load.toFixed(0)}, activate ${activate.toFixed(0)}; ${told[i]}`,
  );
});
const sums = own.map(({ load, activate }) => load + activate).sort((a, b) => a - b);
console.log(`median ${sums[Math.floor(sums.length / 2)]?.toFixed(0)} ms of the processor`);
await endAll();

/** An entry that loads the measured one, and writes what that took. @param {string} path */
function measuring(path) {
  return `
    const spent = (since) => ((used) => (used.user + used.system) / 1000)(process.cpuUsage(since));
    const before = process.cpuUsage();
    const measured = require("./measured.js");
    const load = spent(before);
    exports.activate = (context) => {
      const before = process.cpuUsage();
      const result = measured.activate(context);
      require("node:fs").appendFileSync(${JSON.stringify(path)}, JSON.stringify({ load, activate: spent(before) }) + "\\n");
      return result;
    };`;
}
