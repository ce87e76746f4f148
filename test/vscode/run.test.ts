import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** The suite's bundle lies in out/vscode. */
const RUNS = join(__dirname, "..", "..", "test", "fixtures", "runs");

describe("Normscope: Profile Activations of a training run", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("shows the running averages that the framework kept, and what is wrong", async () => {
    cpSync(join(RUNS, "digits"), workspaceFile("logged", "digits").fsPath, { recursive: true });
    cpSync(join(RUNS, "two-ranks"), workspaceFile("logged", "two-ranks").fsPath, { recursive: true });
    void vscode.commands.executeCommand("normscope.profile", workspaceFile("logged"));
    await ui.waitFor("webview", '[data-layer="bn1"]');
    const verdicts = (await ui.texts("webview", "[data-verdict]")).join("\n");
    assert.match(verdicts, /two-ranks: The running average lags/);
    assert.match(verdicts, /two-ranks: The running statistics are not those of the last 10 logged batches/);
    await until(async () => (await ui.texts("webview", ".js-plotly-plot")).length > 0, "a figure is drawn");
    await ui.screenshot("panel-run");
  });

  it("says that a log has a torn tail", async () => {
    void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(join(RUNS, "torn", "rank-0000.normlog")));
    await ui.waitFor("webview", '[data-layer="bn1"]');
    assert.match((await ui.texts("webview", "[data-verdict]")).join("\n"), /A torn tail of 644 bytes was left out/);
  });
});
