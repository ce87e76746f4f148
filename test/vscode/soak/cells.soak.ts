import assert from "node:assert/strict";
import * as vscode from "vscode";
import { finds, hoverText, openSaved, problemsOf, replace } from "../problems";
import { ui } from "../ui";
import { watchWorkers } from "../watchWorkers";
import { until, workspaceFile } from "../workspace";
import { hasGivenBack, print, tellMemory, timed } from "./figures";

const CELLS = 5000;
/** Of megabytes, what may stay of the notebook once it is closed; WebAssembly's memory, which the parser works in, never shrinks. */
const LEFT_MB = { hostHeap: 60, hostBuffers: 120 };
const PATIENCE_MS = 15 * 60_000;
const TYPED = "total = sum(range(10)) + 1";

const HEAD = "import torch\nimport torch.nn as nn";
const cellOf = (i: number) => `class Block${i}(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(64, momentum=0.99)`;

describe(`A notebook of ${CELLS.toLocaleString("en")} cells that build models`, function () {
  this.timeout(60 * 60_000);
  const started = watchWorkers();
  after(async () => {
    started.restore();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const name of ["small.ipynb", "cells.ipynb"]) await vscode.workspace.fs.delete(workspaceFile(name));
  });

  it("has findings and hovers in all of them, of which a key in one changes that one's alone", async () => {
    await openSaved("small.ipynb", [cell(HEAD), cell(cellOf(1))]);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const before = await tellMemory("before", started);
    const texts = [HEAD, ...Array.from({ length: CELLS - 1 }, (_, i) => cellOf(i + 1))];
    const notebook = await timed("opening", () => openSaved("cells.ipynb", texts.map(cell)));
    const cells = notebook.getCells().map(({ document }) => document);
    const withProblems = () => cells.filter((document) => problemsOf(document).length > 0).length;
    await timed("findings in all", () => until(() => withProblems() === CELLS - 1, "findings", PATIENCE_MS));
    await tellMemory("with all open", started);

    for (const at of [1, CELLS / 2, CELLS - 1]) {
      const text = await timed(`a hover in cell ${at + 1}`, () => hoverText(cells[at]!, "BatchNorm2d"));
      assert.match(text, /Batch norm/);
    }

    const middle = cells[CELLS / 2]!;
    const told = new Set<string>();
    const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) told.add(uri.toString());
    });
    await timed("another momentum", async () => {
      await replace(middle, "momentum=0.99", "momentum=0.98");
      await finds(middle, ["3 NRM206 momentum=0.98"]);
    });
    // Told of together with what comes soon after.
    await until(() => told.size > 0, "it is told of");
    await new Promise((done) => setTimeout(done, 1000));
    listening.dispose();
    assert.deepEqual([...told], [middle.uri.toString()]);

    const last = cells.at(-1)!;
    const editor = vscode.window.activeNotebookEditor!;
    editor.selection = new vscode.NotebookRange(CELLS - 1, CELLS);
    editor.revealRange(editor.selection, vscode.NotebookEditorRevealType.InCenter);
    await vscode.commands.executeCommand("notebook.cell.edit");
    await until(() => vscode.window.activeTextEditor?.document === last, "the cell has the cursor");
    await ui.press("Control+End");
    await ui.press("Enter");
    await timed(`typing ${TYPED.length} keys`, async () => {
      for (const key of TYPED) await ui.type(key);
      await until(() => last.getText().endsWith(TYPED), "the text is there", PATIENCE_MS);
    });
    await timed("findings after typing", () =>
      finds(last, ["3 NRM206 momentum=0.99"]).then(() => until(() => withProblems() === CELLS - 1, "findings")),
    );
    await timed("an open bracket, which leaves all other cells' findings", async () => {
      await replace(last, TYPED, "total = (");
      await finds(last, []);
    });
    assert.equal(withProblems(), CELLS - 2);
    await ui.screenshot("soak-cells");

    await timed("closing", async () => {
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
      await until(() => notebook.isClosed && withProblems() === 0, "it is closed", PATIENCE_MS);
    });
    const closed = await tellMemory("closed", started);
    hasGivenBack(before, closed, LEFT_MB);
    await print(`${started.workers.length} threads were started`);
  });
});

function cell(text: string): vscode.NotebookCellData {
  return new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python");
}
