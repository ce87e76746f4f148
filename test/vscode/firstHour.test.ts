import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const EXTENSION = vscode.extensions.getExtension("normscope.normscope")!;

describe("the first hour", () => {
  const { showOpenDialog, showWarningMessage, showInformationMessage, showQuickPick } = vscode.window;
  const said: string[] = [];
  const buttons: string[][] = [];
  let folder = "";
  before(() => EXTENSION.activate());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "normscope-hour-"));
    said.length = 0;
    buttons.length = 0;
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showOpenDialog, showWarningMessage, showInformationMessage, showQuickPick });
    rmSync(folder, { recursive: true, force: true });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("has a walkthrough, whose steps have pictures and buttons", async () => {
    await vscode.commands.executeCommand("normscope.getStarted");
    await ui.waitFor("workbench", ".gettingStartedContainer >> text=Get Started with Normscope");
    const steps = EXTENSION.packageJSON.contributes.walkthroughs[0].steps as { id: string; title: string }[];
    // In a narrow window, steps have no pictures.
    await ui.resize(1600, 800);
    try {
      for (const { id, title } of steps) {
        await ui.click("workbench", `.gettingStartedContainer .getting-started-step:has-text("${title}")`);
        await ui.waitFor("webview", "svg > title", { state: "attached" });
        await ui.waitFor("workbench", ".getting-started-step.expanded .monaco-button");
        await ui.screenshot(`walkthrough-${id}`);
      }
    } finally {
      await ui.resize(1280, 800);
    }
  });

  it("ticks a step off for what was done, not for the question where", async () => {
    await vscode.commands.executeCommand("resetGettingStartedProgress");
    await vscode.commands.executeCommand("normscope.getStarted");
    const step = '.gettingStartedContainer .getting-started-step:has-text("Watch a training run")';
    await ui.waitFor("workbench", `${step} .codicon-getting-started-step-unchecked`);
    answer("showInformationMessage", undefined);
    await vscode.commands.executeCommand("normscope.insertProbeCell");
    assert.match(said.join(), /open one first/);
    await new Promise((done) => setTimeout(done, 500));
    assert.equal(await ui.count("workbench", `${step} .codicon-getting-started-step-checked`), 0);
    await vscode.commands.executeCommand("normscope.copyProbeSnippet");
    await ui.waitFor("workbench", `${step} .codicon-getting-started-step-checked`);
  });

  it("copies the example project to where somebody wants it, and asks before it overwrites", async () => {
    const target = join(folder, "normscope-examples");
    choose(folder);
    answer("showInformationMessage", undefined);
    await vscode.commands.executeCommand("normscope.openExample");
    assert.deepEqual(said, [`The example project is in ${target}.`]);
    for (const file of ["README.md", "small-batch/model.py", "digits-resnet/epoch-8.safetensors"])
      assert.deepEqual(
        readFileSync(join(target, file)),
        readFileSync(join(EXTENSION.extensionPath, "media", "examples", file)),
        file,
      );

    writeFileSync(join(target, "README.md"), "mine");
    writeFileSync(join(target, "own.txt"), "mine");
    answer("showWarningMessage", undefined);
    await vscode.commands.executeCommand("normscope.openExample");
    assert.equal(said.at(-1), "There is a folder “normscope-examples” already.");
    assert.equal(readFileSync(join(target, "README.md"), "utf8"), "mine");

    answer("showWarningMessage", "Overwrite");
    await vscode.commands.executeCommand("normscope.openExample");
    assert.match(readFileSync(join(target, "README.md"), "utf8"), /^# Examples/);
    assert.equal(readFileSync(join(target, "own.txt"), "utf8"), "mine");
  });

  it("offers to show a copy that is in what is open, and others to be opened or added", async () => {
    for (const [inside, offered] of [
      [workspaceFile().fsPath, ["Show in Explorer", "Open in New Window"]],
      [folder, ["Open in New Window", "Add to Workspace"]],
    ] as const) {
      choose(inside);
      answer("showInformationMessage", "Show in Explorer");
      await vscode.commands.executeCommand("normscope.openExample");
      assert.deepEqual(buttons.at(-1), offered);
    }
    const row = '.explorer-folders-view .monaco-list-row.selected:has-text("README.md")';
    await ui.waitFor("workbench", row);
    await ui.screenshot("example-in-workspace");
    rmSync(workspaceFile("normscope-examples").fsPath, { recursive: true });
  });

  it("offers checkpoints before the many files of training steps", async () => {
    void vscode.commands.executeCommand("normscope.openFile");
    await ui.waitFor("workbench", '.quick-input-widget .monaco-list-row:has-text("epoch-8.safetensors")');
    await ui.screenshot("open-tensor-file");
    await ui.press("Escape");
  });

  it("never copies into the installed extension", async () => {
    choose(join(EXTENSION.extensionPath, "media"));
    answer("showWarningMessage", undefined);
    await vscode.commands.executeCommand("normscope.openExample");
    assert.match(said.join(), /Choose a folder of your own/);
    assert.ok(!existsSync(join(EXTENSION.extensionPath, "media", "normscope-examples")));
  });

  it("says in the status bar what was found in the Python that is open", async () => {
    await vscode.window.showTextDocument(workspaceFile("small-batch", "model.py"));
    await ui.click("workbench", '[id="status.languageStatus"]');
    await ui.waitFor("workbench", ".hover-language-status >> text=/Normscope: [0-9]+ finding/");
    await until(
      async () => /Measurements: batches-of-4/.test((await ui.texts("workbench", ".hover-language-status")).join()),
      "the run that is measured is named",
    );
    await ui.screenshot("status");
    const settings = vscode.workspace.getConfiguration("normscope");
    await settings.update("check.enabled", false, vscode.ConfigurationTarget.Global);
    try {
      await until(
        async () =>
          /Normscope: check is off/.test((await ui.texts("workbench", ".hover-language-status")).join()) ||
          openStatus(),
        "the status says that nothing is checked",
      );
    } finally {
      await settings.update("check.enabled", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("writes a report of a problem that names nobody and nothing, and sends nothing", async () => {
    writeFileSync(workspaceFile("secret-plan.npy").fsPath, "not an array");
    await vscode.commands.executeCommand("normscope.profile", workspaceFile("secret-plan.npy"));
    await ui.waitFor("webview", '[data-state="failed"]');
    const report = async (label: RegExp) => {
      Object.assign(vscode.window, {
        showQuickPick: async (items: readonly { label: string }[]) => items.find((item) => label.test(item.label)),
      });
      await vscode.commands.executeCommand("normscope.reportProblem");
      const { document } = vscode.window.activeTextEditor!;
      assert.equal(document.languageId, "markdown");
      assert.ok(document.isUntitled);
      return document.getText();
    };
    const text = await report(/^Without/);
    assert.match(text, /- VS Code: 1\.\d+/);
    assert.match(text, /follow of <file>: failed after \d+ ms/);
    for (const secret of ["secret-plan", homedir()]) assert.ok(!text.includes(secret), secret);
    await ui.screenshot("problem-report");
    assert.match(await report(/^With names/), /follow of secret-plan\.npy: failed after/);
    rmSync(workspaceFile("secret-plan.npy").fsPath);
  });

  async function openStatus(): Promise<boolean> {
    await ui.click("workbench", '[id="status.languageStatus"]');
    return false;
  }

  function choose(path: string): void {
    Object.assign(vscode.window, { showOpenDialog: async () => [vscode.Uri.file(path)] });
  }

  function answer(what: "showWarningMessage" | "showInformationMessage", button: string | undefined): void {
    Object.assign(vscode.window, {
      [what]: async (message: string, ...offered: string[]) => {
        said.push(message);
        buttons.push(offered);
        return button;
      },
    });
  }
});
