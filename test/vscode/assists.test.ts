import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { hoverAtCaret } from "./hovers";
import { withEveryTheme } from "./look";
import { actionsAt, at, hoverText, open, openNotebook } from "./problems";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const SCRIPT = `import torch
from torch import nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=False)
        self.norm = nn.BatchNorm2d(64)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.norm(self.conv(x)))


def evaluate(model, loader):
    model.eval()
    for x in loader:
        print(model(x).mean())


net = Net()
optimizer = optim.AdamW(net.parameters(), lr=1e-3)
net.train()
for epoch in range(10):
    for x in batches:
        optimizer.zero_grad()
        net(x).mean().backward()
        optimizer.step()
    evaluate(net, held_out)
`;

describe("help with modes and rewritings in Python code", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(workspaceFile("checked").fsPath, { recursive: true, force: true });
  });

  const OFFERS: Record<string, [at: string, kind: string, title: RegExp]> = {
    "group norm": ["BatchNorm2d", "groupNorm", /^Rewrite as nn\.GroupNorm\(32, 64\) \(takes the running statistics/],
    "frozen batch norm": [
      "Net(nn.Module)",
      "freezeBatchNorm",
      /^Freeze batch norm of Net: .* \(no checkpoint key changes\)$/,
    ],
    "parameter groups": ["AdamW", "noDecay", /^Leave norms and biases out of weight decay/],
    "a mode that is restored": ["model.eval()", "restoreMode", /^Restore the mode of model afterwards/],
  };
  for (const [what, [place, kind, title]] of Object.entries(OFFERS)) {
    it(`offer ${what}, which one undo takes back`, async () => {
      const document = await open("checked/train.py", SCRIPT);
      const action = (await actionsAt(document, place)).find((one) => title.test(one.title));
      assert.ok(action, `no ${title}`);
      assert.equal(action.kind!.value, `refactor.rewrite.normscope.${kind}`);
      await vscode.workspace.applyEdit(action.edit!);
      assert.notEqual(document.getText(), SCRIPT);
      await vscode.commands.executeCommand("undo");
      assert.equal(document.getText(), SCRIPT);
    });
  }

  it("offer nothing where settings say so, nor without PyTorch", async () => {
    const ours = async (document: vscode.TextDocument) =>
      (await actionsAt(document, "BatchNorm2d")).filter(({ kind }) => kind?.value.includes("normscope"));
    const settings = vscode.workspace.getConfiguration("normscope");
    const document = await open("checked/train.py", SCRIPT);
    await settings.update("assists.enabled", false, false);
    try {
      assert.deepEqual(await ours(document), []);
    } finally {
      await settings.update("assists.enabled", undefined, false);
    }
    assert.equal((await ours(document)).length, 1);
    assert.deepEqual(await ours(await open("checked/plain.py", "nn.BatchNorm2d(64)\n")), []);
  });

  it("offer it in a notebook's cell, and tell places by cells", async () => {
    const cut = SCRIPT.indexOf("def evaluate");
    const notebook = await openNotebook([SCRIPT.slice(0, cut), SCRIPT.slice(cut)]);
    const [model, script] = notebook.getCells().map(({ document }) => document);
    const [action] = (await actionsAt(model!, "BatchNorm2d")).filter(({ title }) => /GroupNorm/.test(title));
    await vscode.workspace.applyEdit(action!.edit!);
    await until(() => model!.getText().includes("nn.GroupNorm(32, 64)"), "it is rewritten");
    assert.match(await hoverText(script!, "net(x)"), /leaves|puts/);
    assert.match(await hoverText(script!, "net(x)"), /in cell 2, line \d+/);
  });

  it("tell over a model its mode", async () => {
    const document = await open("checked/train.py", SCRIPT);
    const text = await hoverText(document, "net(x)");
    assert.match(text, /net is in training or evaluation mode here/);
    assert.match(text, /model\.eval\(\).* in line 17, called in line 30, puts it into evaluation mode/);
  });

  it("look right in every theme", async () => {
    const settings = vscode.workspace.getConfiguration("normscope");
    await settings.update("codeLens.enabled", true, false);
    try {
      const document = await open("checked/train.py", SCRIPT);
      await ui.waitFor("workbench", ".codelens-decoration >> text=mode: train → eval (never back)");
      await ui.waitFor("workbench", ".codelens-decoration >> text=mode: eval");
      await withEveryTheme(async (theme) => {
        await at(document, "net(x)");
        await hoverAtCaret("layer");
        await ui.screenshot(`mode-hover-${theme}`);
        await ui.press("Escape");
        await at(document, "BatchNorm2d");
        await vscode.commands.executeCommand("editor.action.quickFix");
        await ui.waitFor("workbench", ".action-widget .monaco-list-row:has-text('GroupNorm(32, 64)')");
        await ui.screenshot(`mode-assists-${theme}`);
        await ui.press("Escape");
        await ui.click("workbench", ".codelens-decoration a:has-text('never back')");
        await ui.waitFor("workbench", ".peekview-widget");
        await ui.screenshot(`mode-peek-${theme}`);
        await ui.press("Escape");
        await ui.waitFor("workbench", ".peekview-widget", { state: "hidden" });
      });
    } finally {
      await settings.update("codeLens.enabled", undefined, false);
    }
  });
});
