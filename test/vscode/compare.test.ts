import assert from "node:assert/strict";
import * as vscode from "vscode";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

describe("Normscope: Compare Normalizations", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("says what each method makes of a layer, and what inference changes", async () => {
    await compare("digits-cnn");
    assert.deepEqual(await methods(), ["batch", "layer", "instance", "group", "rms"]);
    assert.match(await ui.text("webview", '[data-method="batch"]'), /channel.*0, 2, 3.*64/s);
    assert.match(
      await ui.text("webview", '[data-part="difference"]'),
      /running statistics, here those after the run's 80 steps/,
    );
    await ui.click("webview", '[data-method="rms"]');
    await until(
      async () => /Training and inference are the same/.test(await ui.text("webview", '[data-part="difference"]')),
      "RMS normalization does not change",
    );
  });

  inEveryTheme(
    "draws before and after",
    async () => {
      await compare("digits-cnn");
      await plotsAreDrawn();
    },
    (theme) => ui.screenshot(`compare-${theme}`),
  );

  it("compares another layer, and another number of groups", async () => {
    await compare("digits-cnn");
    const before = await summary();
    const other = await choose("layer", 1);
    assert.notEqual(await summary(), before);
    assert.equal(await chosen("layer"), other);
    assert.match(await choose("groups", 0), /^1 /);
    assert.match(await chosen("groups"), /^1 /);
    assert.equal((await methods()).length, 5);
    assert.equal(await chosen("layer"), other);
  });

  it("gives every plot a table, and stays usable in a narrow window", async () => {
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    await ui.resize(480, 900);
    try {
      await compare("digits-cnn");
      await plotsAreDrawn();
      const width = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(width[0]! <= width[1]!, `scrolls sideways: ${width[0]} in ${width[1]} px`);
      await ui.screenshot("compare-narrow");
      await ui.click("webview", '[data-action="table-view"]');
      await ui.waitFor("webview", '[data-figure="channels-after"][data-drawn="table"] table');
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.view.explorer");
    }
  });

  it("says in one line why a file cannot be compared", async () => {
    await open("model.py");
    await ui.waitFor("webview", '[data-state="failed"]');
    assert.match(await ui.text("webview", '[data-part="message"]'), /model\.py/);
  });
});

async function open(...path: string[]): Promise<void> {
  await vscode.commands.executeCommand("normscope.compare", workspaceFile(...path));
}

async function compare(...path: string[]): Promise<void> {
  await open(...path);
  await ui.waitFor("webview", '[data-state="ready"]');
}

async function plotsAreDrawn(): Promise<void> {
  await ui.waitFor("webview", '[data-figure="channels-after"] .js-plotly-plot .plot-container');
}

function methods(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>("[data-method]")].map((row) => row.dataset.method!),
  );
}

/** What the page says of the layer's shape. */
function summary(): Promise<string> {
  return ui.text("webview", '[data-part="summary"]');
}

/** Chooses in a control, and waits for what the engine answers: the page is drawn anew, with controls of its own. */
async function choose(part: "layer" | "groups", index: number): Promise<string> {
  const choice = await ui.evaluate(
    "webview",
    ([part, index]) => {
      const select = document.querySelector<HTMLSelectElement>(`[data-part="${part}"]`)!;
      select.dataset.asked = "";
      select.selectedIndex = index;
      select.dispatchEvent(new Event("change"));
      return select.selectedOptions[0]!.textContent;
    },
    [part, index] as const,
  );
  await ui.waitFor("webview", `[data-part="${part}"]:not([data-asked])`);
  return choice;
}

function chosen(part: "layer" | "groups"): Promise<string> {
  return ui.text("webview", `[data-part="${part}"] option:checked`);
}
