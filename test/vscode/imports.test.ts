import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import * as vscode from "vscode";
import { withEveryTheme } from "./look";
import { finds, open, problemsOf, replace, write } from "./problems";
import { EVALUATION, MODEL, TRAINING } from "./threeFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const FILTER = "input[placeholder^='Filter (e.g. text']";
const FOUND = ["16 NRM101 evaluate(model, held_out)"];

describe("problems of a script whose model and evaluation are in other files", () => {
  let training: vscode.TextDocument;
  beforeEach(async () => {
    write("project/model.py", MODEL);
    write("project/evaluation.py", EVALUATION);
    training = await open("project/train.py", TRAINING);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(workspaceFile("project").fsPath, { recursive: true, force: true });
  });

  it("appear, and lead to what belongs to them there", async () => {
    await finds(training, FOUND);
    const [{ location, message }] = problemsOf(training)[0]!.relatedInformation as [
      vscode.DiagnosticRelatedInformation,
    ];
    assert.equal(message, "eval() here");
    assert.equal(location.uri.toString(), workspaceFile("project/evaluation.py").toString());
    const evaluation = await vscode.workspace.openTextDocument(location.uri);
    assert.equal(evaluation.getText(location.range), "model.eval()");
    const last = new vscode.Position(16, 10);
    vscode.window.activeTextEditor!.selection = new vscode.Selection(last, last);
    await vscode.commands.executeCommand("workbench.panel.markers.view.focus");
    // VS Code keeps documents that were closed for a while, and with them their problems: those of other tests, too.
    await ui.fill("workbench", FILTER, "**/project/**");
    await ui.waitFor("workbench", ".markers-panel-container .monaco-list-row:has-text('NRM101')");
    await withEveryTheme((theme) => ui.screenshot(`imports-problem-${theme}`));
    const row = ".markers-panel-container .monaco-list-row:has-text('evaluation.py'):has-text('eval() here')";
    assert.equal(await ui.count("workbench", row), 1);
    await ui.click("workbench", row);
    await until(() => {
      const { document, selection } = vscode.window.activeTextEditor ?? {};
      return document?.uri.toString() === location.uri.toString() && selection?.isEqual(location.range) === true;
    }, "the place in evaluation.py is shown");
    await ui.screenshot("imports-related");
    await ui.fill("workbench", FILTER, "");
    await vscode.commands.executeCommand("workbench.action.closePanel");
  });

  it("go where an edit puts the mode back, before it is saved, and come again where it is undone", async () => {
    await finds(training, FOUND);
    const evaluation = await vscode.workspace.openTextDocument(workspaceFile("project/evaluation.py"));
    await vscode.window.showTextDocument(evaluation, { preview: false });
    await replace(evaluation, "    return results", "    model.train()\n    return results");
    await finds(training, []);
    assert.ok(evaluation.isDirty);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await finds(training, FOUND);
  });

  it("stay while the script itself is typed in", async () => {
    await finds(training, FOUND);
    await replace(training, "range(3)", "range(30)");
    await replace(training, "import torch\n", "import os\nimport torch\n");
    await finds(training, ["17 NRM101 evaluate(model, held_out)"]);
  });

  it("follow files that are renamed, deleted, made and changed on disk", async () => {
    await finds(training, FOUND);
    const [file, other] = ["project/evaluation.py", "project/assessment.py"].map((name) => workspaceFile(name).fsPath);
    renameSync(file!, other!);
    await finds(training, []);
    renameSync(other!, file!);
    await finds(training, FOUND);
    write("project/evaluation.py", EVALUATION.replace("model.eval()", "pass"));
    await finds(training, []);
    rmSync(file!);
    mkdirSync(workspaceFile("project/evaluation").fsPath);
    write("project/evaluation/__init__.py", EVALUATION);
    await finds(training, FOUND);
    rmSync(workspaceFile("project/evaluation").fsPath, { recursive: true });
    await finds(training, []);
  });

  it("keep comments that a finding with other files needs", async () => {
    await finds(training, FOUND);
    await replace(
      training,
      "evaluate(model, held_out)",
      "evaluate(model, held_out)  # normscope: ignore[NRM101] as wanted",
    );
    await finds(training, []);
    rmSync(workspaceFile("project/evaluation.py").fsPath);
    await finds(training, ["16 NRM001 # normscope: ignore[NRM101]"]);
  });

  it("are found by a check of the workspace, too", async () => {
    await vscode.commands.executeCommand("normscope.checkWorkspace");
    const row = ".pane-body .monaco-list-row:has-text('NRM101')";
    await ui.waitFor("workbench", row);
    await vscode.commands.executeCommand("normscope.clearFindings");
    await vscode.commands.executeCommand("workbench.view.explorer");
  });
});
