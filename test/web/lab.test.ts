import { assert } from "chai";
import * as vscode from "vscode";
import { ui } from "../vscode/ui";

describe("the Normalization Lab in the browser", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("trains networks on the digits that ship, and draws how they learn", async () => {
    await vscode.commands.executeCommand("normscope.openLab");
    await ui.waitFor("webview", '.normscope.lab[data-state="ready"]');
    await ui.click("webview", '[data-experiment="running-momentum"] input');
    await ui.fill("webview", '[data-part="seeds"]', "1");
    await ui.fill("webview", '[data-part="steps"]', "10");
    await ui.click("webview", '[data-action="start"]');
    await ui.waitFor("webview", '[data-run="1"][data-state="finished"]', { timeout: 60_000 });
    await ui.waitFor("webview", '[data-figure="lab-curves"] .js-plotly-plot .plot-container');
    assert.match(await ui.text("webview", '[data-part="outcome"]'), /6 networks/);
    await ui.screenshot("web-lab");
  });
});
