import * as vscode from "vscode";
import type { Region } from "../../../check/checkedFile";
import type { FoundPlace } from "./findingsTree";

/** Shows the place of a finding, in a notebook within its cell. */
export async function openPlace({ uri, finding: { at } }: FoundPlace): Promise<void> {
  if (at.cell === null) {
    await vscode.window.showTextDocument(uri, { selection: rangeOf(at), preview: true });
    return;
  }
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  const selections = [new vscode.NotebookRange(at.cell - 1, at.cell)];
  const editor = await vscode.window.showNotebookDocument(notebook, { selections });
  editor.revealRange(selections[0]!, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}

function rangeOf({ line, column, endLine, endColumn }: Region): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
