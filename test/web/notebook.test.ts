import { assert } from "chai";
import * as vscode from "vscode";
import { ui } from "../vscode/ui";
import { put } from "./workspace";

describe("saved notebooks in the browser", () => {
  const serializer = vscode.workspace.registerNotebookSerializer("jupyter-notebook", {
    deserializeNotebook: (content) => notebookOf(JSON.parse(new TextDecoder().decode(content))),
    serializeNotebook: () => new Uint8Array(),
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    serializer.dispose();
  });

  it("show their reports", async () => {
    const notebook = await vscode.workspace.openNotebookDocument(await put("media/examples/digits.ipynb"));
    await vscode.window.showNotebookDocument(notebook);
    await ui.waitFor("webview", '.normscope.output[data-state="ready"] .js-plotly-plot .plot-container');
    const verdicts = (await ui.texts("webview", ".normscope.output [data-verdict]")).join("\n");
    assert.match(verdicts, /The running averages have settled/);
    await ui.screenshot("web-notebook");
  });
});

interface SavedCell {
  readonly cell_type: "code" | "markdown";
  readonly source: readonly string[];
  readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
}

/** Stands in for VS Code's own reader of notebooks, whose build for browsers is not in code-server's package. */
function notebookOf({ cells }: { readonly cells: readonly SavedCell[] }): vscode.NotebookData {
  return new vscode.NotebookData(
    cells.map(({ cell_type, source, outputs = [] }) => {
      const kind = cell_type === "code" ? vscode.NotebookCellKind.Code : vscode.NotebookCellKind.Markup;
      const cell = new vscode.NotebookCellData(kind, source.join(""), cell_type === "code" ? "python" : "markdown");
      cell.outputs = outputs.map(
        ({ data = {} }) =>
          new vscode.NotebookCellOutput(
            Object.entries(data)
              .filter(([mime]) => mime.endsWith("json"))
              .map(([mime, value]) => vscode.NotebookCellOutputItem.json(value, mime)),
          ),
      );
      return cell;
    }),
  );
}
