import { basename } from "node:path";
import * as vscode from "vscode";
import { offer } from "../offer";
import { frameworkOf, probeCell, probeScript } from "./snippets";

/** Inserts a cell that watches `model` behind the selected ones. @param folder of the probe's sources, for pip */
export async function insertProbeCell(folder: string): Promise<void> {
  const editor = vscode.window.activeNotebookEditor;
  if (editor?.notebook.notebookType !== "jupyter-notebook") {
    return offer(
      vscode.window.showInformationMessage,
      vscode.l10n.t("A probe cell goes into a notebook: open one first. A script is watched with two lines."),
      vscode.l10n.t("Copy the Lines for a Script"),
      copyProbeSnippet,
    );
  }
  const { notebook, selections } = editor;
  const python = notebook.getCells().filter(({ document }) => document.languageId === "python");
  const framework = frameworkOf(python.map(({ document }) => document.getText()).join("\n"));
  const at = Math.min(notebook.cellCount, Math.max(0, ...selections.map(({ end }) => end)));
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, probeCell(framework, folder), "python");
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
  if (!(await vscode.workspace.applyEdit(edit))) {
    void offer(
      vscode.window.showErrorMessage,
      vscode.l10n.t("The probe cell could not be inserted: {0} cannot be changed.", basename(notebook.uri.path)),
      vscode.l10n.t("Copy the Lines for a Script"),
      copyProbeSnippet,
    );
    return;
  }
  const inserted = new vscode.NotebookRange(at, at + 1);
  editor.selections = [inserted];
  editor.revealRange(inserted, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  endStep();
}

/** Copies the lines that watch a script's training. */
export async function copyProbeSnippet(): Promise<void> {
  await vscode.env.clipboard.writeText(probeScript());
  endStep();
  void vscode.window.showInformationMessage(
    vscode.l10n.t("Copied. Paste the lines around your training; its run shows up in the Normscope view."),
  );
}

/** The walkthrough's step ends with the lines, not with the question where they go. */
function endStep(): void {
  void vscode.commands.executeCommand("setContext", "normscope.tookProbe", true);
}
