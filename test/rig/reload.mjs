// Whether a panel, a tensor file's editor and the lab come back after the window was reloaded, which no test inside that
// window could see.
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, startCodeServer } from "./codeServer.mjs";
import { endAll } from "./lifetime.mjs";
import { checkpoint, lab, loaded, profile, webview } from "./scenes.mjs";
import { setUp } from "./stage.mjs";

const patience = { timeout: 30_000 };

/** VS Code writes what webviews keep into the browser's storage when it has nothing else to do. */
const untilWritten = 120_000;

/** Counts as one test. */
export async function runReloadTest() {
  try {
    await viewsSurviveReload();
    return { passed: 1, failed: 0 };
  } finally {
    await endAll();
  }
}

async function viewsSurviveReload() {
  const { folder, workspace, extensions } = await setUp();
  await installCodeServer();
  const server = await startCodeServer({ folder, extensions });
  const page = await newPage(await launchBrowser());
  page.setDefaultTimeout(patience.timeout);
  await page.goto(server.address({ folder: workspace }));
  await loaded(page);
  await profile(page);
  await webview(page).locator('[data-layer="bn2"]').click();
  await webview(page).locator('[data-tab="channels"]').click();
  await written(page, '"layer":"bn2","tab":"channels"');
  await page.reload();
  await loaded(page);
  await webview(page).locator('[data-state="ready"]').waitFor(patience);
  await webview(page).locator('[data-layer="bn2"][aria-selected="true"]').waitFor(patience);
  await webview(page).locator('[data-tab="channels"][aria-selected="true"]').waitFor(patience);
  await checkpoint(page);
  await webview(page).locator('[data-norm="layer1.0.bn2"]').click();
  await webview(page).locator('.detail [data-tab="affine"]').click();
  await written(page, '"normTab":"affine"');
  await page.reload();
  await loaded(page);
  await webview(page).locator('[data-norm="layer1.0.bn2"][aria-selected="true"]').waitFor(patience);
  await webview(page).locator('[data-figure="gamma"]').waitFor(patience);
  await labSurvivesReload(page);
}

/** What is finished and what was chosen is there; what was being trained is stopped, and goes on when asked to. @param {import("playwright-core").Page} page */
async function labSurvivesReload(page) {
  await lab(page);
  await train(page, "running-momentum", 20);
  await webview(page).locator('[data-run="1"][data-state="finished"]').waitFor({ timeout: 120_000 });
  await train(page, "placement", 5000);
  await webview(page)
    .locator('[data-run="2"] [data-part="progress"]', { hasText: /step [1-9]/ })
    .waitFor(patience);
  await written(page, '"experiment":"placement","seeds":1,"steps":5000');
  await page.reload();
  await loaded(page);
  await webview(page).locator('[data-run="1"][data-state="finished"]').waitFor(patience);
  await webview(page).locator('[data-run="2"][data-state="stopped"] [data-action="continue"]').waitFor(patience);
  await webview(page).locator('[data-experiment="placement"] input:checked').waitFor(patience);
  await webview(page).locator('[data-run="1"] [data-action="focus"]').click();
  await webview(page).locator('[data-part="outcome"]', { hasText: "Run 1: 6 networks" }).waitFor(patience);
  await webview(page).locator('[data-figure="lab-curves"] .js-plotly-plot').waitFor(patience);
  await webview(page).locator('[data-run="2"] [data-action="continue"]').click();
  await webview(page).locator('[data-run="2"][data-state="running"]').waitFor(patience);
}

/** @param {import("playwright-core").Page} page */
async function train(page, /** @type {string} */ experiment, /** @type {number} */ steps) {
  await webview(page).locator(`[data-experiment="${experiment}"] input`).check();
  await webview(page).locator('[data-part="seeds"]').fill("1");
  await webview(page).locator('[data-part="steps"]').fill(String(steps));
  await webview(page).locator('[data-action="start"]').click();
}

/** Waits until VS Code's state of the workspace holds a text, quotes escaped or not. @param {import("playwright-core").Page} page */
async function written(page, /** @type {string} */ text) {
  for (const end = Date.now() + untilWritten; !(await page.evaluate(storageHolds, text)); await sleep(500)) {
    if (Date.now() > end) throw new Error(`VS Code did not write ${text} to the browser's storage.`);
  }
}

/** Runs in the page. */
async function storageHolds(/** @type {string} */ text) {
  const answer = (/** @type {IDBRequest} */ request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith("vscode-web-state-db")) continue;
    const database = await answer(indexedDB.open(name));
    const tables = [...database.objectStoreNames].map((table) => database.transaction(table).objectStore(table));
    const values = (await Promise.all(tables.map((table) => answer(table.getAll())))).flat();
    database.close();
    if (values.some((value) => String(value).replaceAll("\\", "").includes(text))) return true;
  }
  return false;
}
