import * as vscode from "vscode";
import { REPORT_MIME } from "../../protocol/reportJson";
import { reportTable } from "./reportTable";

/** Opens a new Jupyter notebook whose one cell has a report as its output, with a table for those without Normscope. */
export async function openNotebook(report: string): Promise<void> {
  const { title, html, plain } = reportTable(report);
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `# ${title}`, "python");
  cell.outputs = [
    new vscode.NotebookCellOutput([
      vscode.NotebookCellOutputItem.text(report, REPORT_MIME),
      vscode.NotebookCellOutputItem.text(html, "text/html"),
      vscode.NotebookCellOutputItem.text(plain, "text/plain"),
    ]),
  ];
  // Outputs that a new notebook is made with lose their bytes on the way to VS Code's window; those of an edit do not.
  const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([]));
  const whole = new vscode.NotebookRange(0, notebook.cellCount);
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.replaceCells(whole, [cell])]);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showNotebookDocument(notebook);
}
