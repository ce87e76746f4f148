import { assert } from "chai";
import * as vscode from "vscode";
import { ui } from "../vscode/ui";
import { until } from "./workspace";

describe("commands in the browser", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeQuickOpen"));

  it("are offered where they work without Node, and only there", async () => {
    await vscode.commands.executeCommand("workbench.action.quickOpen", ">Normscope: ");
    await until(async () => (await offered()).includes("Profile Activations"), "commands are offered");
    const labels = await offered();
    for (const label of ["Compare Normalizations", "Open Normalization Lab", "Open Tensor File", "Check Workspace"])
      assert.include(labels, label);
    for (const label of ["ONNX", "Training Run", "Probe", "Notebook", "Watch", "Measure"])
      assert.notInclude(labels, label);
  });

  it("say where they work when one is called all the same", async () => {
    await vscode.commands.executeCommand("normscope.profileModel");
    // While VS Code is tested, notifications do not show by themselves.
    await vscode.commands.executeCommand("notifications.showList");
    await ui.waitFor("workbench", '.notification-list-item:has-text("needs VS Code on a desktop")');
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  it("leave the view of training runs out", async () => {
    assert.equal(await ui.count("workbench", '.activitybar [aria-label^="Normscope"]'), 0);
  });
});

async function offered(): Promise<string> {
  return (await ui.texts("workbench", ".quick-input-list .monaco-list-row")).join("\n");
}
