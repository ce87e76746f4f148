// Whether a panel, a tensor file's editor and the lab come back after the window was reloaded, which no test inside that
// window could see.
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, startCodeServer } from "./codeServer.mjs";
import { endAll } from "./lifetime.mjs";
import { checkpoint, lab, loaded, profile, reload, webview } from "./scenes.mjs";
import { setUp } from "./stage.mjs";

const patience = { timeout: 30_000 };

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
  await reload(page);
  await webview(page).locator('[data-state="ready"]').waitFor(patience);
  await webview(page).locator('[data-layer="bn2"][aria-selected="true"]').waitFor(patience);
  await webview(page).locator('[data-tab="channels"][aria-selected="true"]').waitFor(patience);
  await checkpoint(page);
  await webview(page).locator('[data-norm="layer1.0.bn2"]').click();
  await webview(page).locator('.detail [data-tab="affine"]').click();
  await reload(page);
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
  await reload(page);
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
