import { assert } from "chai";
import * as vscode from "vscode";
import { showPython, until } from "./workspace";

const MODEL = `import torch.nn as nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.norm(self.conv(x))
`;

describe("Python in the browser", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("starts the extension in a worker of the browser", async () => {
    await showPython("started.py", MODEL);
    const extension = vscode.extensions.getExtension("normscope.normscope")!;
    await extension.activate();
    assert.equal(extension.isActive, true);
    assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
    assert.equal(vscode.env.remoteName, undefined);
  });

  it("has hovers on its layers", async () => {
    const document = await showPython("hover.py", MODEL);
    const at = document.positionAt(MODEL.indexOf("BatchNorm2d"));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      at,
    );
    const text = hovers.flatMap(({ contents }) => contents.map((it) => (it as vscode.MarkdownString).value)).join("\n");
    assert.match(text, /BatchNorm2d/);
    assert.match(text, /running/);
  });

  it("has findings, and fixes that mend them", async () => {
    const document = await showPython("finding.py", MODEL);
    const findings = () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "normscope");
    await until(() => findings().length > 0, "the bias that the norm cancels is found");
    const [finding] = findings();
    assert.equal(codeOf(finding!), "NRM301");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      finding!.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ edit }) =>
      edit?.get(document.uri).some(({ newText }) => newText.includes("bias=False")),
    );
    assert.ok(fix, actions.map(({ title }) => title).join(", "));
    await vscode.workspace.applyEdit(fix.edit!);
    assert.match(document.getText(), /nn\.Conv2d\(3, 8, 3, bias=False\)/);
    await until(() => findings().length === 0, "nothing is left to be found");
  });

  it("can be rewritten", async () => {
    const document = await showPython("assist.py", MODEL);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(document.positionAt(MODEL.indexOf("BatchNorm2d")), document.positionAt(MODEL.indexOf("(8)"))),
      vscode.CodeActionKind.RefactorRewrite.value,
    );
    assert.include(actions.map(({ title }) => title).join("\n"), "GroupNorm");
  });
});

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}
