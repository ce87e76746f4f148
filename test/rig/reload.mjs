// Whether a panel and a tensor file's editor come back after the window was reloaded, which no test inside that window could see.
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, startCodeServer } from "./codeServer.mjs";
import { endAll } from "./lifetime.mjs";
import { checkpoint, loaded, profile, webview } from "./scenes.mjs";
import { setUp } from "./stage.mjs";

const patience = { timeout: 30_000 };

/** In a browser, VS Code writes what webviews keep into its storage every few seconds; on a busy machine, later. */
const storageWrites = { usual: 8000, late: 30_000 };

/** Counts as one test. */
export async function runReloadTest() {
  try {
    await viewsSurviveReload(storageWrites.usual).catch(async (error) => {
      console.log(`Once more, with more time: ${error.message}`);
      await endAll();
      await viewsSurviveReload(storageWrites.late);
    });
    return { passed: 1, failed: 0 };
  } finally {
    await endAll();
  }
}

async function viewsSurviveReload(/** @type {number} */ untilWritten) {
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
  await page.waitForTimeout(untilWritten);
  await page.reload();
  await loaded(page);
  await webview(page).locator('[data-state="ready"]').waitFor(patience);
  await webview(page).locator('[data-layer="bn2"][aria-selected="true"]').waitFor(patience);
  await webview(page).locator('[data-tab="channels"][aria-selected="true"]').waitFor(patience);
  await checkpoint(page);
  await webview(page).locator('[data-norm="layer1.0.bn2"]').click();
  await webview(page).locator('.detail [data-tab="affine"]').click();
  await page.waitForTimeout(untilWritten);
  await page.reload();
  await loaded(page);
  await webview(page).locator('[data-norm="layer1.0.bn2"][aria-selected="true"]').waitFor(patience);
  await webview(page).locator('[data-figure="gamma"]').waitFor(patience);
}
