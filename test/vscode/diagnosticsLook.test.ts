import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { at, FOUND, finds, hoverShows, MODEL, open, openNotebook } from "./problems";
import { ui } from "./ui";
import { setTheme, THEMES, workspaceFile } from "./workspace";

describe("the look of problems in Python code", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(workspaceFile("checked").fsPath, { recursive: true, force: true });
  });
  after(() => setTheme("dark"));

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`look right in the ${theme} theme`, async () => {
      await setTheme(theme);
      const document = await open("checked/model.py", MODEL);
      await finds(document, FOUND);
      await at(document, "momentum=0.99");
      await hoverShows("monaco-hover:not(.hidden) .marker");
      await ui.screenshot(`problem-${theme}`);
      await ui.press("Escape");
      await at(document, "bias=True");
      await vscode.commands.executeCommand("editor.action.quickFix");
      await ui.waitFor("workbench", ".action-widget .monaco-list-row");
      await ui.screenshot(`problem-fixes-${theme}`);
      await ui.press("Escape");
      await at(document, "BatchNorm2d");
      await hoverShows("monaco-hover:not(.hidden) .hover-contents table");
      await ui.screenshot(`problem-hover-${theme}`);
    });
  }

  it("look right in a notebook", async () => {
    for (const theme of ["dark", "light"] as const) {
      await setTheme(theme);
      const [head, body] = [MODEL.slice(0, MODEL.indexOf("\n\nclass")), MODEL.slice(MODEL.indexOf("class"))];
      const notebook = await openNotebook([head, body]);
      await finds(notebook.cellAt(1).document, [
        "3 NRM301 bias=True",
        "4 NRM206 momentum=0.99",
        "11 NRM104 model.eval",
      ]);
      await new Promise((done) => setTimeout(done, 1000));
      await ui.moveMouse(0, 0);
      await ui.hover("workbench", ".notebook-editor .view-line span:text-is('momentum') >> nth=-1");
      await hoverShows("monaco-hover:not(.hidden) .marker");
      await ui.screenshot(`problem-notebook-${theme}`);
    }
  });
});
