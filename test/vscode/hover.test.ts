import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ui } from "./ui";
import { setTheme, until, workspaceFile } from "./workspace";

describe("hover over a normalization layer", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("says what it is, over the example's model", async () => {
    const text = await hoverAt(await vscode.workspace.openTextDocument(workspaceFile("model.py")), "BatchNorm2d");
    assert.match(text, /running_mean/);
    assert.match(text, /0\.9/);
  });

  const silent = {
    "its own class of that name": "class LayerNorm:\n    pass\nx = LayerNorm(4)",
    "a name that comes from nowhere": "x = LayerNorm(4)",
    "a comment": "from torch.nn import LayerNorm\n# LayerNorm(4)",
    "broken code": "from torch.nn import (\nLayerNorm(((",
  };
  for (const [what, content] of Object.entries(silent)) {
    it(`is silent over ${what}`, async () => {
      const document = await vscode.workspace.openTextDocument({ language: "python", content });
      assert.equal(await hoverAt(document, "LayerNorm", content.lastIndexOf("LayerNorm")), "");
    });
  }

  it("is silent when switched off", async () => {
    const settings = vscode.workspace.getConfiguration("normscope.hover");
    await settings.update("enabled", false, vscode.ConfigurationTarget.Global);
    try {
      const document = await vscode.workspace.openTextDocument(workspaceFile("model.py"));
      assert.equal(await hoverAt(document, "BatchNorm2d"), "");
    } finally {
      await settings.update("enabled", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  for (const theme of ["dark", "light", "high-contrast"] as const) {
    it(`looks right in the ${theme} theme`, async () => {
      await setTheme(theme);
      await vscode.window.showTextDocument(workspaceFile("model.py"));
      await ui.waitFor("workbench", ".view-line >> text=BatchNorm2d");
      await until(async () => {
        await ui.moveMouse(5, 5);
        await ui.hover("workbench", ".view-line span:text('BatchNorm2d') >> nth=-1");
        await new Promise((done) => setTimeout(done, 1500));
        return (await ui.count("workbench", ".monaco-hover:not(.hidden) .hover-contents table")) > 0;
      }, "the hover is shown");
      await ui.screenshot(`hover-${theme}`);
      await setTheme("dark");
    });
  }
});

async function hoverAt(document: vscode.TextDocument, word: string, offset?: number): Promise<string> {
  const position = document.positionAt((offset ?? document.getText().indexOf(word)) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers.flatMap((hover) => hover.contents.map((part) => (part as vscode.MarkdownString).value)).join("\n");
}
