import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { pick } from "./pick";
import { ui } from "./ui";
import { workspaceFile } from "./workspace";

const ONNX = join(__dirname, "..", "..", "test", "fixtures", "onnx");

/** Puts an ONNX model, and what it is run on, into the workspace. */
export function makeModels(): void {
  mkdirSync(workspaceFile("models").fsPath, { recursive: true });
  for (const name of ["norms.onnx", "norms.npy"]) copyFileSync(join(ONNX, name), workspaceFile("models", name).fsPath);
}

export function removeModels(): void {
  rmSync(workspaceFile("models").fsPath, { recursive: true });
}

/** Runs that model, and waits for its panel. */
export async function openOnnxPanel(): Promise<void> {
  const { showWarningMessage } = vscode.window;
  Object.assign(vscode.window, { showWarningMessage: async () => "Run Models" });
  try {
    const done = vscode.commands.executeCommand("normscope.profileModel", workspaceFile("models", "norms.onnx"));
    for (const label of ["norms.npy", "Around normalization layers"]) await pick(label);
    await done;
    await ui.waitFor("webview", '[data-state="ready"]');
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
}

/** Opens the example's notebook at its first output. */
export async function openNotebookOutput(): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(workspaceFile("digits.ipynb"));
  const editor = await vscode.window.showNotebookDocument(notebook);
  const cell = notebook.getCells().findIndex(({ outputs }) => outputs.length > 0);
  editor.revealRange(new vscode.NotebookRange(cell, cell + 1), vscode.NotebookEditorRevealType.AtTop);
  await ui.waitFor("webview", ".normscope.output .js-plotly-plot");
}
