import assert from "node:assert/strict";
import * as childProcess from "node:child_process";
import { createRequire } from "node:module";
import * as vscode from "vscode";
import { ui } from "../vscode/ui";
import { until, workspaceFile } from "../vscode/workspace";

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

/** What works as elsewhere, because it only reads. */
const READS: Readonly<Record<string, () => Promise<void>>> = {
  async "profiling activations"() {
    await run("normscope.profile", workspaceFile("digits-cnn"));
    await ui.waitFor("webview", "[data-figure] .js-plotly-plot .plot-container");
  },
  async "comparing normalizations"() {
    await run("normscope.compare", workspaceFile("digits-cnn"));
    await ui.waitFor("webview", '[data-figure="channels-after"] .js-plotly-plot .plot-container');
  },
  async "opening a tensor file"() {
    await run("vscode.openWith", workspaceFile("digits-resnet", "epoch-8.safetensors"), "normscope.tensorFile");
    await ui.waitFor("webview", '.editor[data-state="ready"]');
  },
  async "the lab, which trains networks of its own"() {
    await run("normscope.openLab");
    await ui.waitFor("webview", '.normscope.lab[data-state="ready"]');
  },
  async "the list of training runs"() {
    await run("normscope.runs.focus");
    await ui.waitFor("workbench", '.pane-body [aria-label*="small-batch"], .pane-body .monaco-list-row');
  },
  async "a hover on a layer"() {
    const document = await vscode.workspace.openTextDocument(workspaceFile("model.py"));
    const at = document.positionAt(document.getText().indexOf("BatchNorm2d") + 2);
    await until(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        at,
      );
      return hovers.some(({ contents }) =>
        contents.some((content) => /normaliz/i.test(typeof content === "string" ? content : content.value)),
      );
    }, "the hover tells of the layer");
  },
  async "the check of code"() {
    const code = "from torch import nn\n\nmodel = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3))\nmodel.eval\n";
    const uri = workspaceFile("wrong.py");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(code));
    await vscode.window.showTextDocument(uri);
    await until(
      () => vscode.languages.getDiagnostics(uri).some(({ source }) => source === "normscope"),
      "what is wrong is found",
    );
  },
  async "the check of the workspace"() {
    await run("normscope.checkWorkspace");
    await ui.waitFor("workbench", '.pane-body .monaco-list-row[aria-label*="NRM"]');
  },
};

/** What would run something, and what it says instead. */
const RUNS: Readonly<Record<string, { start: () => Thenable<unknown>; says: string }>> = {
  "an ONNX model": {
    start: () => run("normscope.profileModel", workspaceFile("norms.onnx")),
    says: "Normscope: Models are run in trusted workspaces only: trust this one first.",
  },
  "code in a notebook's kernel": {
    start: () => run("normscope.profileInNotebook"),
    says: "Code runs in kernels of trusted workspaces only: trust this one first.",
  },
};

const OURS = "normscope.normscope-";

describe("in a workspace that is not trusted", () => {
  const started: string[] = [];
  const modules = createRequire(__filename)("node:child_process") as Record<string, unknown>;
  const originals = { fork: childProcess.fork, spawn: childProcess.spawn, execFile: childProcess.execFile };
  before(() => {
    assert.equal(vscode.workspace.isTrusted, false);
    for (const [name, original] of Object.entries(originals))
      modules[name] = (...args: unknown[]) => {
        // VS Code looks for ports by itself.
        if (new Error().stack!.includes(OURS)) started.push(`${name} ${args[0]}`);
        return (original as (...args: unknown[]) => unknown)(...args);
      };
  });
  after(() => Object.assign(modules, originals));
  afterEach(async () => {
    await run("notifications.clearAll");
    await run("workbench.action.closeAllEditors");
  });

  for (const [name, use] of Object.entries(READS)) it(`works as elsewhere: ${name}`, use);

  for (const [name, { start, says }] of Object.entries(RUNS)) {
    it(`refuses to run ${name}, in one line`, async () => {
      void start();
      await ui.waitFor("workbench", ".notification-toast .notification-list-item-message");
      assert.deepEqual(await ui.texts("workbench", ".notification-toast .notification-list-item-message"), [says]);
      assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 0);
    });
  }

  it("hears no setting of the workspace's that says what runs, and those that only say what is told", () => {
    const settings = vscode.workspace.getConfiguration("normscope");
    assert.equal(settings.get("onnx.nativeRuntime"), "");
    assert.equal(settings.get("probe.onPythonPath"), true);
    assert.deepEqual(settings.get("rules"), { NRM301: "error" });
  });

  it("starts no process", () => assert.deepEqual(started, []));
});
