import assert from "node:assert/strict";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { doesNotScrollSideways, inEveryTheme, inNarrowWindow } from "./look";
import { noise } from "./tensorFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

describe("What if the batch were of another size", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("answers from which size on batch norm's noise is acceptable, with a limit that can be set", async () => {
    await askBatchSize();
    assert.match(
      await title(),
      /^batch-64 \/ bn2 · is the batch large enough for batch norm\? From 64 on, with 0\.0\d+ σ/,
    );
    await setLimit("0.3");
    assert.match(await title(), /From 8 on, with 0\.2\d+ σ of noise$/);
    assert.match(await ui.text("webview", '[data-part="caveats"]'), /activations are those of step 80, the last/);
  });

  inEveryTheme(
    "draws the answer",
    async () => {
      await askBatchSize();
      await setLimit("0.2");
    },
    (theme) => ui.screenshot(`what-if-batch-size-${theme}`),
  );

  it("is read well at a width of 600 pixels", async () => {
    await inNarrowWindow({ width: 600, height: 1000 }, async () => {
      await askBatchSize();
      await ui.evaluate("webview", () => document.querySelector('[data-figure="batch-size"]')!.scrollIntoView());
      await doesNotScrollSideways();
      await ui.screenshot("what-if-batch-size-narrow");
    });
  });

  it("goes on to the size that would be needed where none that could be drawn is enough", async () => {
    await askBatchSize();
    await choose("studied-run", "batch-4");
    await until(async () => /Not at 4, with/.test(await title()), "four examples are not enough");
    await ui.screenshot("what-if-batch-size-beyond");
  });

  it("gives the same numbers as a table", async () => {
    await askBatchSize();
    await ui.click("webview", '[data-action="table-view"]');
    await ui.waitFor("webview", '[data-figure="batch-size"][data-drawn="table"] table');
    const rows = await ui.texts("webview", '[data-figure="batch-size"] tbody tr td:first-child');
    assert.deepEqual(rows, ["1", "2", "4", "8", "16", "32", "64"]);
    await ui.screenshot("what-if-batch-size-table");
  });

  it("remembers the answer when the panel is hidden and shown again", async () => {
    await askBatchSize();
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await answerIsDrawn();
  });

  it("says in one line what is missing where there is one example", async () => {
    writeFileSync(workspaceFile("one.npy").fsPath, npy([1, 4], new Float32Array(4)));
    await open("one.npy");
    await ui.click("webview", '[data-tab="batchSize"]');
    await until(
      async () => /holds one example .* two at least/.test(await ui.text("webview", '[data-part="missing"]')),
      "one example is told",
    );
    await ui.screenshot("what-if-missing");
  });

  it("says in one line why an answer cannot be had, and tries again", async () => {
    writeFileSync(workspaceFile("constant.npy").fsPath, npy([4, 2], new Float32Array(8)));
    await open("constant.npy");
    await ui.click("webview", '[data-tab="batchSize"]');
    await ui.waitFor("webview", '[data-part="asked"] [data-part="message"]');
    assert.match(
      await ui.text("webview", '[data-part="asked"] [data-part="message"]'),
      /^constant\.npy: constant: no channel can be judged: of 2, 0 hold NaN or infinite values and 2 are constant$/,
    );
    await ui.screenshot("what-if-failed");
    writeFileSync(workspaceFile("constant.npy").fsPath, npy([4, 2], Float32Array.of(1, 2, 3, 5, 8, 1, 2, 4)));
    await ui.click("webview", '[data-part="asked"] [data-action="retry"]');
    await answerIsDrawn();
  });

  it("tells how far it has come, and ends when cancelled", async () => {
    const path = workspaceFile("wide.npy").fsPath;
    writeFileSync(path, npy([64, 4, 2_000_000], new Float32Array(0)));
    truncateSync(path, 128 + 64 * 4 * 2_000_000 * 4);
    await open("wide.npy");
    await ui.click("webview", '[data-tab="batchSize"]');
    assert.match(await cancelAt(" % read"), /^\d+(\.\d+)? % read$/);
    await isCancelled();
    rmSync(path);
  });

  it("tells how far the draws have come, and ends when these are cancelled, too", async () => {
    const next = noise(3);
    const values = Float32Array.from({ length: 64 * 8192 }, next);
    writeFileSync(workspaceFile("drawn.npy").fsPath, npy([64, 8192], values));
    await open("drawn.npy");
    await ui.click("webview", '[data-tab="batchSize"]');
    assert.match(await cancelAt(" % of the batches drawn"), /^\d+(\.\d+)? % of the batches drawn$/);
    await isCancelled();
    rmSync(workspaceFile("drawn.npy").fsPath);
  });
});

function npy(shape: readonly number[], values: Float32Array): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`.padEnd(117);
  return Buffer.concat([Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"), Buffer.from(values.buffer)]);
}

async function open(...path: string[]): Promise<void> {
  await vscode.commands.executeCommand("normscope.profile", workspaceFile(...path));
  await ui.waitFor("webview", '[data-state="ready"]');
}

async function askBatchSize(): Promise<void> {
  await open("digits-cnn");
  await ui.click("webview", '[data-layer="bn2"]');
  await ui.click("webview", '[data-tab="batchSize"]');
  await answerIsDrawn();
}

async function answerIsDrawn(): Promise<void> {
  await ui.waitFor("webview", '[data-figure="batch-size"][data-drawn="plot"] .plot-container');
}

/** In the page: from outside, a fast machine would have gone on before the click. @returns what it told of its progress */
function cancelAt(told: string): Promise<string> {
  return ui.evaluate(
    "webview",
    async (expected) => {
      for (;;) {
        const progress = document.querySelector('[data-part="asked"] [data-part="progress"]')?.textContent ?? "";
        if (progress.endsWith(expected)) {
          document.querySelector<HTMLElement>('[data-part="asked"] [data-action="cancel"]')!.click();
          return progress;
        }
        await new Promise((done) => setTimeout(done, 5));
      }
    },
    told,
  );
}

async function isCancelled(): Promise<void> {
  const message = '[data-part="asked"] [data-part="message"]';
  await until(async () => (await ui.text("webview", message)) === "Cancelled.", "it is cancelled");
}

async function setLimit(limit: string): Promise<void> {
  await ui.fill("webview", '[data-part="limit"]', limit);
  await ui.press("Tab");
  const advice = () => ui.text("webview", '[data-part="advice"]');
  await until(async () => (await advice()).includes(`(limit ${limit})`), "the limit is used");
}

function title(): Promise<string> {
  return ui.text("webview", '[data-figure="batch-size"] h3');
}

/** Chooses an option of a list as a person would. */
async function choose(part: string, value: string): Promise<void> {
  await ui.evaluate(
    "webview",
    ([name, chosen]) => {
      const select = document.querySelector<HTMLSelectElement>(`[data-part="${name}"]`)!;
      select.value = chosen!;
      select.dispatchEvent(new Event("change"));
    },
    [part, value],
  );
}
