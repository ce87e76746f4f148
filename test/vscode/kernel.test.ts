import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { jupyter, open, runAll, textOf } from "./jupyter";
import { withEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const REPORT = "application/vnd.normscope.report.v1+json";
const RUN = "application/vnd.normscope.run.v1+json";
const OUTPUT = '.normscope.output[data-state="ready"]';

describe("a notebook on a real kernel", () => {
  before(function () {
    // Python with ipykernel, PyTorch and scikit-learn, as .ci/run installs it.
    if (!process.env.NORMSCOPE_PYTHON) this.skip();
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("shows what cells print, return and raise, and renews an output by its display id", async () => {
    const { notebook } = await open("outputs.ipynb", [
      "print('printed'); 6 * 7",
      `import json
bundle = json.load(open("digits.ipynb"))["cells"]
report = next(o["data"][${JSON.stringify(REPORT)}] for c in bundle for o in c.get("outputs", []) if ${JSON.stringify(REPORT)} in o["data"])
shown = display({"text/plain": "first"}, raw=True, display_id="one")`,
      `shown.update({${JSON.stringify(REPORT)}: report, "text/plain": "second"}, raw=True)`,
      "1 / 0",
    ]);
    await runAll(notebook, 60_000);
    assert.deepEqual(
      notebook.getCells().map((cell) => cell.outputs.map((output) => output.metadata?.outputType)),
      [["stream", "execute_result"], ["display_data"], [], ["error"]],
    );
    const [first, second] = notebook.getCells();
    assert.equal(textOf(first!.outputs[0]!, "application/vnd.code.notebook.stdout"), "printed\n");
    assert.equal(textOf(first!.outputs[1]!, "text/plain"), "42");
    assert.equal(textOf(second!.outputs[0]!, "text/plain"), "second");
    assert.match(textOf(notebook.cellAt(3).outputs[0]!, "application/vnd.code.notebook.error"), /ZeroDivisionError/);
    await ui.waitFor("webview", `${OUTPUT} .js-plotly-plot`);
    await revertAndClose();
  });

  it("draws a larger network's run live", async function () {
    this.timeout(120_000);
    const { notebook, editor } = await open("larger.ipynb", [
      "from train_digits import resnet20, train\nmodel = resnet20()",
      "import normscope\nprobe = normscope.watch(model, every=5)\nprobe",
      "train(model, until='larger.stop')",
      "probe.close()",
    ]);
    const done = runAll(notebook, 100_000);
    await until(() => runOf(notebook.cellAt(1)).steps > 3, "the run is shown as it goes", 60_000);
    editor.revealRange(new vscode.NotebookRange(1, 2), vscode.NotebookEditorRevealType.AtTop);
    await ui.waitFor("webview", `${OUTPUT} .js-plotly-plot`);
    assert.equal(await ui.count("webview", `${OUTPUT} [data-part="layer"] option`), 21);
    await ui.screenshot("kernel-live-larger");
    writeFileSync(workspaceFile("larger.stop").fsPath, "");
    await done;
    assert.equal(runOf(notebook.cellAt(1)).state, "finished");
    await revertAndClose();
  });

  it("draws a training run live, and again from the saved file without a kernel", async function () {
    this.timeout(180_000);
    await ui.takeConsoleErrors();
    const { notebook, editor } = await open("live.ipynb", [
      "from train_digits import small_cnn, train\nmodel = small_cnn()",
      "import normscope\nprobe = normscope.watch(model, every=5)\nprobe",
      "train(model, until='live.stop')",
      "probe.close()",
    ]);
    const steps: number[] = [];
    const listener = vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
      for (const { cell, outputs } of cellChanges) if (cell.index === 1 && outputs) steps.push(runOf(cell).steps);
    });
    const done = runAll(notebook, 120_000);
    await until(() => (steps.at(-1) ?? 0) > 10, "the run is shown as it goes", 60_000);
    editor.revealRange(new vscode.NotebookRange(1, 2), vscode.NotebookEditorRevealType.AtTop);
    await ui.waitFor("webview", `${OUTPUT} .js-plotly-plot`);
    assert.equal(runOf(notebook.cellAt(1)).state, "running");
    await ui.screenshot("kernel-live");
    await until(() => new Set(steps).size >= 3 && steps.at(-1)! > 30, "the output is renewed", 60_000);
    writeFileSync(workspaceFile("live.stop").fsPath, "");
    await done;
    listener.dispose();
    const { state, steps: last } = runOf(notebook.cellAt(1));
    assert.equal(state, "finished");
    assert.ok(last > 30, `${last} steps`);
    await notebook.save();
    assert.match(readFileSync(workspaceFile("live.ipynb").fsPath, "utf8"), new RegExp(RUN.replace(/[.+]/g, "\\$&")));
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");

    // VS Code keeps a notebook that was closed for a while: a copy of the file has neither its outputs nor its kernel.
    copyFileSync(notebook.uri.fsPath, workspaceFile("saved.ipynb").fsPath);
    const again = await vscode.workspace.openNotebookDocument(workspaceFile("saved.ipynb"));
    const shown = await vscode.window.showNotebookDocument(again);
    assert.equal(await jupyter().kernels.getKernel(again.uri), undefined, "no kernel runs");
    shown.revealRange(new vscode.NotebookRange(1, 2), vscode.NotebookEditorRevealType.AtTop);
    await ui.waitFor("webview", `${OUTPUT} .js-plotly-plot .plot-container`);
    await withEveryTheme((theme) => ui.screenshot(`kernel-saved-${theme}`));
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const errors = (await ui.takeConsoleErrors()).filter((error) => /normscope|plotly|Content Security/i.test(error));
    assert.deepEqual(errors, []);
  });

  it("profiles what enters a model's layers, in the notebook's kernel", async function () {
    this.timeout(150_000);
    const { notebook } = await open("capture.ipynb", [
      "from train_digits import digits, small_cnn\nmodel = small_cnn()\nx, y = digits()\nbatch = [x[:32], y[:32]]",
    ]);
    await runAll(notebook, 60_000);
    void vscode.commands.executeCommand("normscope.profileInNotebook");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=Sequential");
    await ui.press("Enter");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=first of 2, float32 32×1×8×8");
    await ui.screenshot("probe-batch");
    await ui.type("batch[0]");
    await ui.press("Enter");
    await ui.waitFor("webview", '[data-layer="bn1"]', { timeout: 60_000 });
    assert.match(await ui.text("webview", '[data-layer="bn1"]'), /32×16×8×8/);
    await ui.screenshot("probe-profile");
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await revertAndClose();
  });
});

/** The run that a cell shows, as its output holds it. */
function runOf(cell: vscode.NotebookCell): { readonly steps: number; readonly state: string } {
  const output = cell.outputs.find(({ items }) => items.some(({ mime }) => mime === RUN));
  return output ? JSON.parse(textOf(output, RUN)) : { steps: 0, state: "unknown" };
}

async function revertAndClose(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}
