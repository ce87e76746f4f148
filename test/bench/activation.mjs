// Measures what Normscope costs when a window opens: loading its code and calling activate(), as VS Code itself tells.
//   npm run build -- --production && npm run bench:activation
// It is time by the clock, which a busy machine stretches.

import { launchBrowser, newPage } from "../rig/browser.mjs";
import { installCodeServer, startCodeServer } from "../rig/codeServer.mjs";
import { endAll } from "../rig/lifetime.mjs";
import { loaded } from "../rig/scenes.mjs";
import { setUp } from "../rig/stage.mjs";

const windows = 5;

const { folder, workspace, extensions } = await setUp();
await installCodeServer();
const server = await startCodeServer({ folder, extensions });
const browser = await launchBrowser();
for (let i = 0; i < windows; i++) {
  const page = await newPage(browser);
  await page.goto(server.address({ folder: workspace }));
  await loaded(page);
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(">Developer: Show Running Extensions");
  await page.locator(".quick-input-list .monaco-list-row").first().click();
  const row = page.locator(".runtime-extensions-editor .extension", { hasText: "Normscope" }).first();
  await row.locator(".activation-time", { hasText: /\d/ }).waitFor({ timeout: 30_000 });
  console.log(await row.locator(".activation-time").textContent());
  await page.close();
}
await endAll();
