import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { hoverAtCaret } from "./hovers";
import { withEveryTheme } from "./look";
import { at, finds, hoverText, open, openSaved, rangeOf, replace, write } from "./problems";
import { EVALUATION, MODEL, TRAINING } from "./threeFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const LOOP = "for x, y in loader";
const NEVER = "mode: train → eval (never back)";

describe("what is shown in a script whose model and evaluation are in other files", () => {
  let training: vscode.TextDocument;
  beforeEach(async () => {
    await vscode.workspace.getConfiguration("normscope").update("codeLens.enabled", true, false);
    // In a folder of its own: VS Code keeps for a while what other tests had in files that are gone.
    write("shown/model.py", MODEL);
    write("shown/evaluation.py", EVALUATION);
    training = await open("shown/train.py", TRAINING);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.getConfiguration("normscope").update("codeLens.enabled", undefined, false);
    rmSync(workspaceFile("shown").fsPath, { recursive: true, force: true });
  });

  it("is over a loop what the evaluation does to the model, and where", async () => {
    await lensSays(NEVER);
    const [, , places] = (await lens())!.arguments as [vscode.Uri, vscode.Position, vscode.Location[]];
    const told = await Promise.all(
      places.map(async ({ uri, range }) => (await vscode.workspace.openTextDocument(uri)).getText(range)),
    );
    assert.deepEqual(told, ["model.train()", "model.eval()"]);
    assert.equal(places[1]!.uri.toString(), workspaceFile("shown/evaluation.py").toString());
  });

  it("is over the model which mode the evaluation leaves it in, and what that changes", async () => {
    await hoverSays(/model is in training or evaluation mode here/);
    const text = await hoverText(training, "model(x)");
    assert.match(
      text,
      /evaluate\(model, held_out\)` in line 17 leads to shown\/evaluation\.py, which puts it into eval/,
    );
    assert.match(text, /Dropout.*none in this model/);
  });

  it("is told of edits that are not saved, and goes back with them", async () => {
    await lensSays(NEVER);
    const evaluation = await vscode.workspace.openTextDocument(workspaceFile("shown/evaluation.py"));
    await vscode.window.showTextDocument(evaluation, { preview: false });
    await replace(evaluation, "    return results", "    model.train()\n    return results");
    await lensSays("mode: train");
    await hoverSays(/model is in training mode here/);
    assert.ok(evaluation.isDirty);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await lensSays(NEVER);
    await hoverSays(/model is in training or evaluation mode here/);
  });

  it("is nothing where the file is on no disk", async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: "python", content: TRAINING });
    await vscode.window.showTextDocument(untitled);
    const lenses = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", untitled.uri);
    assert.deepEqual(lenses, []);
    assert.equal(await hoverText(untitled, "model(x)"), "");
  });

  it("is in a notebook what its files do, by the cells", async () => {
    const cells = TRAINING.split("\n\n\n").map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python"),
    );
    const notebook = await openSaved("shown/train.ipynb", cells);
    const cell = notebook.cellAt(1).document;
    await until(async () => /leads to shown\/evaluation/.test(await hoverText(cell, "model(x)")), "the hover");
    assert.match(await hoverText(cell, "model(x)"), /in cell 2, line \d+ leads to shown\/evaluation\.py/);
  });

  it("looks right in every theme", async () => {
    await finds(training, ["16 NRM101 evaluate(model, held_out)"]);
    await ui.waitFor("workbench", `.codelens-decoration >> text=${NEVER}`);
    await hoverSays(/evaluation\.py/);
    await withEveryTheme(async (theme) => {
      await at(training, "model(x)");
      await hoverAtCaret("layer");
      await ui.screenshot(`imports-hover-${theme}`);
      await ui.press("Escape");
      await ui.click("workbench", ".codelens-decoration a:has-text('never back')");
      await ui.waitFor("workbench", ".peekview-widget .monaco-list-row:has-text('evaluation.py')");
      await ui.screenshot(`imports-peek-${theme}`);
      await ui.press("Escape");
      await ui.waitFor("workbench", ".peekview-widget", { state: "hidden" });
    });
  });

  it("looks right in a narrow window", async () => {
    await ui.resize(640, 800);
    try {
      await vscode.commands.executeCommand("workbench.action.toggleSidebarVisibility");
      await lensSays(NEVER);
      await hoverSays(/evaluation\.py/);
      await at(training, "model(x)");
      await hoverAtCaret("layer");
      await ui.screenshot("imports-hover-narrow");
      await ui.press("Escape");
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.action.toggleSidebarVisibility");
    }
  });

  /** The command of the one over the loop. */
  async function lens(): Promise<vscode.Command | undefined> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      training.uri,
    );
    const { line } = rangeOf(training, LOOP).start;
    return lenses.find(({ range }) => range.start.line === line)?.command;
  }

  const lensSays = (text: string) => until(async () => (await lens())?.title === text, `the lens says: ${text}`);
  const hoverSays = (text: RegExp) =>
    until(async () => text.test(await hoverText(training, "model(x)")), `the hover says: ${text}`);
});
