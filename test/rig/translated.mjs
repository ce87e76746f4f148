// Whether what Normscope shows is translated where VS Code's display language is not English. The language is made here, and
// spoken by nobody: texts in brackets, so that one without them has missed its translation.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, startCodeServer } from "./codeServer.mjs";
import { endAll } from "./lifetime.mjs";
import { loaded, persist } from "./scenes.mjs";
import { setUp } from "./stage.mjs";

const language = "qps-ploc";

/** Counts as one test. */
export async function runTranslatedTest() {
  try {
    await textsAreTranslated();
    return { passed: 1, failed: 0 };
  } finally {
    await endAll();
  }
}

async function textsAreTranslated() {
  const { folder, workspace, extensions, home } = await setUp();
  await translate(home, ["l10n", "bundle.l10n"]);
  await translate(home, ["package.nls"]);
  await installCodeServer();
  const server = await startCodeServer({ folder, extensions });
  const page = await newPage(await launchBrowser());
  page.setDefaultTimeout(30_000);
  // No language pack, which a display language comes with otherwise, translates VS Code itself to this one.
  await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
  await page.goto(server.address({ folder: workspace }));
  await loaded(page);
  await theManifest(page);
  await theHost(page);
}

/** Puts texts in another language beside the English ones. */
async function translate(/** @type {string} */ home, /** @type {string[]} */ parts) {
  const file = join(home, ...parts);
  /** @type {Record<string, string>} */
  const english = JSON.parse(await readFile(`${file}.json`, "utf8"));
  const texts = Object.entries(english).map(([key, text]) => [key, `⟦${text}⟧`]);
  await writeFile(`${file}.${language}.json`, JSON.stringify(Object.fromEntries(texts)));
}

/** Commands as the palette lists them, and the view of training runs. @param {import("playwright-core").Page} page */
async function theManifest(page) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(">Normscope: ");
  // Below each, VS Code also tells what it is called in English.
  const title = ".quick-input-list .monaco-list-row .quick-input-list-rows > :first-child .label-name";
  const commands = page.locator(title, { hasText: "Normscope: " });
  await persist(() => commands.first().waitFor({ timeout: 3000 }));
  const listed = await commands.allTextContents();
  await page.keyboard.press("Escape");
  onlyTranslated(listed.map((command) => command.replace(/^Normscope: /, "")));
}

/** What the extension host asks, and tells. @param {import("playwright-core").Page} page */
async function theHost(page) {
  await run(page, "Explain Finding…");
  await page.locator('.quick-input-widget input[placeholder^="⟦What a finding means"]').first().waitFor();
  await page.keyboard.press("Escape");
  await run(page, "Compare Normalizations");
  await page.locator(".quick-input-title", { hasText: "⟦Compare Normalizations⟧" }).waitFor();
  const rows = page.locator(".quick-input-list .monaco-list-row .label-name");
  onlyTranslated((await rows.allTextContents()).filter((row) => /…/.test(row)));
  await page.keyboard.press("Escape");
  await run(page, "Copy Probe Snippet for Script");
  await page.locator(".notification-list-item-message", { hasText: "⟦Copied." }).waitFor();
  await run(page, "Check Workspace");
  await page.locator(".pane-header", { hasText: "⟦Findings in Code⟧" }).waitFor();
  await page.locator(".pane-body .message", { hasText: /^⟦.*⟧ ⟦\d+ files were checked at .*⟧$/ }).waitFor();
}

/** @param {import("playwright-core").Page} page */
async function run(page, /** @type {string} */ title) {
  const command = page.locator(".quick-input-list .monaco-list-row", { hasText: `⟦${title}⟧` }).first();
  await persist(async () => {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().fill(`>Normscope: ⟦${title}⟧`);
    await command.click({ timeout: 3000 });
  });
}

/** @param {readonly string[]} texts some at least */
function onlyTranslated(texts) {
  const others = texts.filter((text) => !/^\s*⟦.*⟧\s*$/.test(text));
  if (texts.length === 0) throw new Error("There are no texts to look at.");
  if (others.length > 0) throw new Error(`Not translated: ${others.join(", ")}.`);
}
