import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {{name: string, size?: {width: number, height: number}, settings?: Record<string, unknown>,
 *   show: (page: Page) => Promise<void>}} Scene
 */

const theme = (/** @type {string} */ name) => ({ "workbench.colorTheme": `Default ${name}` });
const large = { width: 1440, height: 900 };

/** What the demo's pictures show. A scene begins in a fresh window on the examples. @type {Scene[]} */
export const scenes = [
  { name: "panel", size: large, settings: theme("Dark Modern"), show: profile },
  { name: "panel-light", size: large, settings: theme("Light Modern"), show: profile },
  { name: "panel-high-contrast", size: large, settings: theme("High Contrast"), show: profile },
  { name: "panel-narrow", size: { width: 640, height: 900 }, settings: theme("Dark Modern"), show: profileAlone },
  { name: "editor", size: large, settings: theme("Dark Modern"), show: checkpoint },
  { name: "editor-light", size: large, settings: theme("Light Modern"), show: checkpoint },
  { name: "notebook", size: large, settings: theme("Dark Modern"), show: notebook },
  { name: "lab", size: large, settings: theme("Dark Modern"), show: training },
  { name: "hover", settings: theme("Dark Modern"), show: hover },
  { name: "measured", size: { width: 1100, height: 760 }, settings: theme("Dark Modern"), show: measured },
];

const file = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.locator(".explorer-folders-view .monaco-list-row").getByText(name, { exact: true }).first();

/** The document of the panel or notebook outputs. */
export const webview = (/** @type {Page} */ page) =>
  page.frameLocator("iframe.webview.ready:visible >> nth=-1").frameLocator("iframe#active-frame");

/** Waits until VS Code knows commands of extensions and notebooks. @param {Page} page */
export async function loaded(page) {
  await page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0");
}

/** Profiles the example folder from the explorer's menu. @param {Page} page */
export async function profile(page) {
  const item = page.locator(".monaco-menu .action-label", { hasText: "Profile Activations" }).first();
  await file(page, "digits-cnn").waitFor();
  await persist(async () => {
    await page.keyboard.press("Escape");
    await file(page, "digits-cnn").click({ button: "right", timeout: 3000 });
    await item.click({ timeout: 3000 });
    // A menu that has only just opened takes no click. One that took it is not asked again for as long as the tab may need.
    await page.locator(".tab", { hasText: "Profile: digits-cnn" }).waitFor({ timeout: 15_000 });
  });
  await drawn(page);
}

/** Opens the example checkpoint from the explorer, at its normalization layers. @param {Page} page */
export async function checkpoint(page) {
  await file(page, "digits-resnet").click();
  await persist(async () => {
    await file(page, "epoch-8.safetensors").dblclick({ timeout: 3000 });
    await webview(page).locator('.editor[data-state="ready"]').waitFor({ timeout: 3000 });
  });
  await webview(page).locator('[data-tab="norms"]').click();
  await webview(page).locator('[data-figure="depth-variance"][data-drawn="plot"]').waitFor();
  await drawn(page);
}

/** Opens the Normalization Lab by the command palette. @param {Page} page */
export async function lab(page) {
  await persist(async () => {
    await command(page, "Normscope: Open Normalization Lab");
    await webview(page).locator('.normscope.lab[data-state="ready"]').waitFor({ timeout: 15_000 });
  });
}

/** Reloads the window as people do it, before which VS Code writes down what webviews keep. @param {Page} page */
export async function reload(page) {
  await page.evaluate("window.isOld = true");
  await persist(() => command(page, "Developer: Reload Window"));
  await page.waitForFunction("!window.isOld");
  await loaded(page);
}

/** @param {Page} page */
async function command(page, /** @type {string} */ title) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click({ timeout: 3000 });
}

/** @param {Page} page */
async function profileAlone(page) {
  await profile(page);
  await page.keyboard.press("Control+B");
  await sleep(1000);
}

/** @param {Page} page */
async function notebook(page) {
  await file(page, "digits.ipynb").dblclick();
  await drawn(page);
  const output = webview(page).locator('[data-state="ready"]').first();
  await page.mouse.move(large.width / 2, large.height / 2);
  for (let turns = 0; turns < 50 && ((await output.boundingBox())?.y ?? 0) > 200; turns++) {
    await page.mouse.wheel(0, 100);
    await sleep(50);
  }
  await drawn(page);
}

/** Trains the networks of an experiment; the picture in the README is of all its steps. @param {Page} page */
async function training(page) {
  await lab(page);
  await page.keyboard.press("Control+B");
  await webview(page).locator('[data-experiment="learning-rates"] input').click();
  await webview(page).locator('[data-part="seeds"]').fill("3");
  await webview(page).locator('[data-part="steps"]').fill("300");
  await webview(page).locator('[data-action="start"]').click();
  await webview(page).locator('[data-run="1"][data-state="finished"]').waitFor({ timeout: 300_000 });
  await drawn(page);
}

/** @param {Page} page */
async function hover(page) {
  await file(page, "model.py").dblclick();
  const layer = page.locator(".view-line span span", { hasText: "BatchNorm2d" }).first();
  const content = page.locator(".monaco-hover:not(.hidden) .hover-contents", { hasText: "normalization" }).first();
  await persist(async () => {
    await page.mouse.move(0, 0);
    await layer.hover({ timeout: 3000 });
    await content.waitFor({ timeout: 3000 });
  });
}

/** Points at the line of the example whose run has a fault. @param {Page} page */
async function measured(page) {
  await file(page, "small-batch").click();
  await file(page, "train.py").waitFor();
  await persist(() => file(page, "model.py").dblclick({ timeout: 3000 }));
  await page.locator(".squiggly-warning").first().waitFor();
  const layer = page.locator(".view-line span span", { hasText: "hidden_norm" }).first();
  const picture = page.locator(".monaco-hover:not(.hidden) .hover-contents img").first();
  await persist(async () => {
    await page.mouse.move(0, 0);
    await layer.hover({ timeout: 3000 });
    await picture.waitFor({ timeout: 3000 });
  });
}

/** Repeats what fails as long as VS Code has not loaded its extensions. @param {() => Promise<void>} attempt */
export async function persist(attempt, times = 10) {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (tried === times) throw error;
    }
  }
}

/** @param {Page} page */
async function drawn(page) {
  await webview(page).locator('[data-state="ready"]').first().waitFor();
  await webview(page).locator(".js-plotly-plot .plot-container").first().waitFor();
  await page.mouse.move(0, 0);
  await sleep(500);
}
