import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { hoverAtCaret, hoverAtMouse } from "./hovers";
import { inNarrowWindow, withEveryTheme } from "./look";
import { at, FOUND, finds, MODEL, open, openNotebook } from "./problems";
import { ui } from "./ui";
import { workspaceFile } from "./workspace";

describe("the look of problems in Python code", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(workspaceFile("checked").fsPath, { recursive: true, force: true });
  });

  it("look right in every theme", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    await withEveryTheme(async (theme) => {
      await at(document, "momentum=0.99");
      await hoverAtCaret("finding");
      await ui.screenshot(`problem-${theme}`);
      await ui.press("Escape");
      await at(document, "bias=True");
      await vscode.commands.executeCommand("editor.action.quickFix");
      await ui.waitFor("workbench", ".action-widget .monaco-list-row");
      await ui.screenshot(`problem-fixes-${theme}`);
      await ui.press("Escape");
      await at(document, "BatchNorm2d");
      await hoverAtCaret("layer");
      await ui.screenshot(`problem-hover-${theme}`);
      await ui.press("Escape");
    });
  });

  it("look right in the hover of a layer in a narrow window", async () => {
    await inNarrowWindow({ width: 620, height: 700, theme: "light" }, async () => {
      const document = await open("checked/model.py", MODEL);
      await finds(document, FOUND);
      await at(document, "BatchNorm2d");
      await hoverAtCaret("layer");
      await ui.screenshot("problem-hover-narrow");
    });
  });

  it("look right in a notebook in every theme", async () => {
    const [head, body] = [MODEL.slice(0, MODEL.indexOf("\n\nclass")), MODEL.slice(MODEL.indexOf("class"))];
    const notebook = await openNotebook([head, body]);
    await finds(notebook.cellAt(1).document, ["3 NRM301 bias=True", "4 NRM206 momentum=0.99", "11 NRM104 model.eval"]);
    const editor = vscode.window.activeNotebookEditor!;
    editor.revealRange(new vscode.NotebookRange(1, 2), vscode.NotebookEditorRevealType.AtTop);
    await withEveryTheme(async (theme) => {
      await hoverAtMouse(".notebook-editor .view-line span:text-is('momentum') >> nth=-1", "finding");
      await ui.screenshot(`problem-notebook-${theme}`);
      await hoverAtMouse(".notebook-editor .view-line span:not(:has(span)):has-text('BatchNorm2d') >> nth=-1", "layer");
      await ui.screenshot(`problem-notebook-hover-${theme}`);
    });
  });

  it("shows layers over classes and what a momentum is elsewhere, where settings ask for it", async () => {
    const settings = vscode.workspace.getConfiguration("normscope");
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    assert.equal(await ui.count("workbench", ".codelens-decoration"), 0);
    await settings.update("codeLens.enabled", true, false);
    await settings.update("inlayHints.enabled", true, false);
    try {
      await ui.waitFor("workbench", ".codelens-decoration >> text=1 BatchNorm2d · 2 findings");
      await ui.waitFor("workbench", ".view-line >> text=Keras 0.01");
      await ui.screenshot("problem-notes");
    } finally {
      await settings.update("codeLens.enabled", undefined, false);
      await settings.update("inlayHints.enabled", undefined, false);
    }
  });
});
