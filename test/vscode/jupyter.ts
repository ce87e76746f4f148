import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import type { Jupyter } from "../../src/host/probe/kernel/jupyter";
import { until, workspaceFile } from "./workspace";

const stand = () => vscode.extensions.getExtension<Jupyter>("ms-toolsai.jupyter")!;

/** The stand-in for the Jupyter extension, once it is active; tests may put other functions into it. */
export const jupyter = () => stand().exports;

export const activateJupyter = () => stand().activate();

export interface OpenNotebook {
  readonly notebook: vscode.NotebookDocument;
  readonly editor: vscode.NotebookEditor;
}

/** Opens a new notebook of these cells on the real kernel. */
export async function open(name: string, cells: readonly string[]): Promise<OpenNotebook> {
  const json = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: "python" } },
    cells: cells.map((source, i) => {
      return { cell_type: "code", id: `cell-${i}`, execution_count: null, metadata: {}, outputs: [], source };
    }),
  };
  writeFileSync(workspaceFile(name).fsPath, JSON.stringify(json));
  const notebook = await vscode.workspace.openNotebookDocument(workspaceFile(name));
  const editor = await vscode.window.showNotebookDocument(notebook);
  await activateJupyter();
  const kernel = { id: "real-ipykernel", extension: "ms-toolsai.jupyter", notebookEditor: editor };
  await vscode.commands.executeCommand("notebook.selectKernel", kernel);
  return { notebook, editor };
}

/** Runs all cells; resolves when the last has ended, or one has failed. */
export async function runAll(notebook: vscode.NotebookDocument, milliseconds: number): Promise<void> {
  await vscode.commands.executeCommand("notebook.execute", notebook.uri);
  const summaries = () => notebook.getCells().map(({ executionSummary }) => executionSummary?.success);
  await until(() => summaries().includes(false) || summaries().at(-1) === true, "the cells have run", milliseconds);
}

export function textOf(output: vscode.NotebookCellOutput, mime: string): string {
  return new TextDecoder().decode(output.items.find((item) => item.mime === mime)!.data);
}
