import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** The suite's bundle lies in out/vscode. */
const EVENTS = join(__dirname, "..", "..", "test", "fixtures", "events");

describe("Normscope: Profile Activations of TensorBoard's event files", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("opens folders of them as runs to compare, and says what they lack", async () => {
    for (const run of ["by-pytorch", "restarted"])
      cpSync(join(EVENTS, run), workspaceFile("tensorboard", run).fsPath, { recursive: true });
    void vscode.commands.executeCommand("normscope.profile", workspaceFile("tensorboard"));
    await ui.waitFor("webview", '[data-layer="layer1.0.bn2 (activations)"]');
    assert.match(await ui.text("webview", '[data-verdict="summarized"]'), /no channels, no exact quantiles/);
    await ui.click("webview", '[data-layer="train/loss"]');
    await figure("curve");
    assert.deepEqual(await tabs(), ["curve"]);
    await ui.screenshot("panel-events-runs");
  });

  inEveryTheme(
    "draws distributions",
    async () => {
      await open("by-pytorch");
      await figure("distribution-drift");
      assert.deepEqual(await tabs(), ["distribution"]);
    },
    (theme) => ui.screenshot(`panel-events-${theme}`),
  );

  inEveryTheme(
    "draws curves",
    async () => {
      await open("by-pytorch");
      await ui.click("webview", '[data-layer="train/loss"]');
      await figure("curve");
    },
    (theme) => ui.screenshot(`panel-events-curve-${theme}`),
  );

  it("stays usable in a narrow window, and shows a curve as a table", async () => {
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    await ui.resize(480, 900);
    try {
      await open("by-tensorflow");
      assert.match(await ui.text("webview", '[data-verdict="summarized"]'), /TensorFlow 2 logs bins alone/);
      const width = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(width[0]! <= width[1]!, `scrolls sideways: ${width[0]} in ${width[1]} px`);
      await ui.screenshot("panel-events-narrow");
      await ui.click("webview", '[data-layer="train/loss"]');
      await ui.click("webview", '[data-action="table-view"]');
      await ui.waitFor("webview", '[data-figure="curve"] table caption');
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.view.explorer");
    }
  });
});

async function open(run: string): Promise<void> {
  const file = join(EVENTS, run, "events.out.tfevents.1700000000.host.1.0");
  void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(file));
  await ui.waitFor("webview", '[data-verdict="summarized"]');
}

async function figure(id: string): Promise<void> {
  const drawn = `[data-figure="${id}"] .js-plotly-plot`;
  await until(async () => (await ui.texts("webview", drawn)).length > 0, `${id} is drawn`);
}

/** Those that a person can choose. */
async function tabs(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>('[role="tab"]:not([hidden])')].map((tab) => tab.dataset.tab!),
  );
}
