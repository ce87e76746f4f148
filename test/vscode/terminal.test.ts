import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter } from "node:path";
import * as vscode from "vscode";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** Any Python will do to import the package; only one with PyTorch can train. */
const PYTHON = process.env.NORMSCOPE_PYTHON ?? "python3";
const SETTINGS = "normscope";

describe("import normscope in the integrated terminal", () => {
  before(function () {
    if (spawnSync(PYTHON, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status !== 0) this.skip();
  });
  afterEach(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.workspace.getConfiguration(SETTINGS).update("probe.onPythonPath", undefined, true);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("finds the bundled copy, and nothing else that was not there before", async () => {
    const { file, path } = await imported();
    assert.match(file, /dist.probe.src.normscope.__init__\.py$/);
    assert.ok(!path.includes(workspaceFile().fsPath), `the folder that it runs in is no place to import from: ${path}`);
  });

  it("does not where the setting is off, and then kernels do not either", async () => {
    assert.match(process.env.PYTHONPATH ?? "", /onPath$/);
    await vscode.workspace.getConfiguration(SETTINGS).update("probe.onPythonPath", false, true);
    await until(() => !/onPath/.test(process.env.PYTHONPATH ?? ""), "what extensions start is without it");
    assert.equal((await imported()).file, "");
  });

  it("watches a script, whose run shows up in the view and in the panel", async function () {
    if (!process.env.NORMSCOPE_PYTHON) this.skip();
    this.timeout(120_000);
    await vscode.commands.executeCommand("normscope.runs.focus");
    const terminal = vscode.window.createTerminal({ name: "training" });
    terminal.show(true);
    terminal.sendText(`"${PYTHON}" train_digits.py script-run resnet20 script.stop`);
    const row = ".pane-body .monaco-list-row:has-text('script-run')";
    await until(async () => /running · \d+ steps/.test(await rowText(row)), "the run goes on", 60_000);
    await ui.click("workbench", `${row} .label-name`);
    await ui.waitFor("webview", '[data-layer="3.bn1"]');
    await ui.waitFor("webview", ".js-plotly-plot .plot-container");
    await ui.screenshot("terminal-live");
    await vscode.workspace.fs.writeFile(workspaceFile("script.stop"), new Uint8Array());
    await until(async () => /finished · \d+ steps/.test(await rowText(row)), "the run has finished", 60_000);
    await ui.screenshot("terminal-finished");
    rmSync(workspaceFile("script-run").fsPath, { recursive: true });
    await vscode.commands.executeCommand("workbench.view.explorer");
  });
});

async function rowText(selector: string): Promise<string> {
  return (await ui.texts("workbench", selector)).join(" ");
}

/** Imports the package in a new terminal, from a script, and tells its file ("" where it is not found) and the path. */
async function imported(): Promise<{ readonly file: string; readonly path: readonly string[] }> {
  const [script, answer] = [workspaceFile("scripts", "look.py"), workspaceFile("looked.txt").fsPath];
  const code = [
    "import sys",
    "try:",
    "    import normscope",
    "    file = normscope.__file__",
    "except ModuleNotFoundError:",
    "    file = ''",
    `open(${JSON.stringify(`${answer}.part`)}, "w").write(${JSON.stringify(delimiter)}.join([file, *sys.path]))`,
    `__import__("os").replace(${JSON.stringify(`${answer}.part`)}, ${JSON.stringify(answer)})`,
  ].join("\n");
  await vscode.workspace.fs.writeFile(script, new TextEncoder().encode(code));
  const terminal = vscode.window.createTerminal({ name: "look" });
  terminal.sendText(`"${PYTHON}" scripts/look.py`);
  await until(() => existsSync(answer), "Python has run in the terminal", 20_000);
  const [file = "", ...path] = readFileSync(answer, "utf8").split(delimiter);
  rmSync(answer);
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(script, ".."), { recursive: true });
  return { file, path };
}
