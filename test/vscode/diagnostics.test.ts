import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { hoverAtCaret } from "./hovers";
import {
  actionsAt,
  apply,
  at,
  FOUND,
  finds,
  insertCell,
  MODEL,
  open,
  openNotebook,
  openSaved,
  problemsOf,
  rangeOf,
  replace,
  tabs,
  write,
} from "./problems";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const CELLS = [
  code("import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3, bias=True), nn.BatchNorm2d(8))"),
  code("def one(model: nn.Module):\n    model.eval"),
  code("def two(model: nn.Module):\n    model.eval"),
];
const TITLE = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, "# A model", "markdown");

const KINDS_ON_SAVE: Readonly<Record<string, readonly vscode.NotebookCellData[]>> = {
  "source.fixAll.normscope": CELLS,
  "source.fixAll": CELLS,
  "notebook.source.fixAll.normscope": CELLS,
  "notebook.source.fixAll": [TITLE, ...CELLS],
};

function code(text: string): vscode.NotebookCellData {
  return new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python");
}

describe("problems in Python code", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(workspaceFile("checked").fsPath, { recursive: true, force: true });
  });

  it("appear in a file, where they are, with what belongs to them", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    const [bias, momentum] = problemsOf(document);
    assert.deepEqual(bias!.tags, [vscode.DiagnosticTag.Unnecessary]);
    assert.equal(bias!.severity, vscode.DiagnosticSeverity.Information);
    assert.equal(document.getText(bias!.relatedInformation![0]!.location.range), "nn.BatchNorm2d(64, momentum=0.99)");
    assert.equal(momentum!.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal((momentum!.code as { target: vscode.Uri }).target.toString(), "normscope-finding:/NRM206.md");
  });

  it("follow what is typed", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    await replace(document, "momentum=0.99", "momentum=0.01");
    await finds(document, [FOUND[0]!, FOUND[2]!]);
  });

  it("do not appear where no framework is imported, nor in packages", async () => {
    const plain = await open("checked/plain.py", "class BatchNorm2d: ...\nmodel.eval\n");
    const installed = await open("checked/site-packages/model.py", MODEL);
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    assert.deepEqual([...problemsOf(plain), ...problemsOf(installed)], []);
  });

  it("appear in a notebook's cells, which see each other", async () => {
    const [head, rest] = [MODEL.slice(0, MODEL.indexOf("\n\nclass")), MODEL.slice(MODEL.indexOf("class"))];
    const [body, use] = [rest.slice(0, rest.indexOf("def evaluate")), rest.slice(rest.indexOf("def evaluate"))];
    const notebook = await openNotebook([`%matplotlib inline\n${head}`, body, use]);
    const cells = notebook.getCells().map(({ document }) => document);
    await finds(cells[1]!, ["3 NRM301 bias=True", "4 NRM206 momentum=0.99"]);
    await finds(cells[2]!, ["1 NRM104 model.eval"]);
    await replace(cells[0]!, "%matplotlib inline", "x = (((");
    await finds(cells[1]!, []);
    await replace(cells[0]!, "x = (((", "");
    await finds(cells[1]!, ["3 NRM301 bias=True", "4 NRM206 momentum=0.99"]);
    await insertCell(notebook, 1, "half = [1, (2");
    await finds(cells[1]!, ["3 NRM301 bias=True", "4 NRM206 momentum=0.99"]);
    await replace(cells[0]!, "import torch.nn as nn", "");
    await finds(cells[1]!, []);
    await finds(cells[2]!, []);
  });

  const FIXES: Record<string, [at: string, title: RegExp, preferred: boolean, after: [from: string, to: string]]> = {
    "a suggestion, which says what it does to checkpoints": [
      "bias=True",
      /^Leave the bias out: bias=False \(takes conv\.bias out of the checkpoint's keys\)$/,
      false,
      ["bias=True", "bias=False"],
    ],
    "a safe fix, which is preferred": [
      "model.eval",
      /^Call it \(no checkpoint key changes\)$/,
      true,
      ["model.eval\n", "model.eval()\n"],
    ],
  };
  for (const [what, [at, title, preferred, [from, to]]] of Object.entries(FIXES)) {
    it(`are fixed by ${what}`, async () => {
      const document = await open("checked/model.py", MODEL);
      await finds(document, FOUND);
      const fix = (await actionsAt(document, at)).find((action) => title.test(action.title));
      assert.ok(fix, `no ${title}`);
      assert.equal(fix.isPreferred === true, preferred);
      await vscode.workspace.applyEdit(fix.edit!);
      assert.equal(document.getText(), MODEL.replace(from, to));
    });
  }

  it("are fixed at all places of a class at once, by a choice that says what it does to checkpoints", async () => {
    const document = await open("checked/model.py", TWO_BIASES);
    await finds(document, ["6 NRM301 bias=True"]);
    await at(document, "bias=True");
    await vscode.commands.executeCommand("editor.action.quickFix");
    const choice = ".action-widget .monaco-list-row:has-text('at all 2 places (takes conv.bias out of')";
    // Until the mouse moves, VS Code takes no click for meant.
    await ui.hover("workbench", choice, { force: true });
    await ui.click("workbench", choice);
    await until(() => document.getText() === TWO_BIASES.replaceAll("bias=True", "bias=False"), "both are mended");
  });

  it("do not tell of a comment that nothing needs while a cell is half typed", async () => {
    const eps = "norm = nn.BatchNorm2d(8, eps=0)  # normscope: ignore[NRM207] never constant";
    const notebook = await openNotebook(["import torch.nn as nn", eps, "x = 1"]);
    const [head, used, other] = notebook.getCells().map(({ document }) => document);
    await replace(other!, "x = 1", "model = nn.BatchNorm2d(8, eps=0)");
    await finds(other!, ["0 NRM207 eps=0"]);
    await finds(used!, []);
    await replace(head!, "import torch.nn as nn", "import torch.nn as nn; x = [");
    await finds(other!, []);
    await finds(used!, []);
    await replace(head!, "; x = [", "; x = 1");
    await finds(other!, ["0 NRM207 eps=0"]);
    await apply(other!, "eps=0", "Ignore NRM207 here");
    await until(() => other!.getText().endsWith("eps=0)  # normscope: ignore[NRM207] reason"), "the comment is there");
    await finds(other!, []);
  });

  it("are fixed in a cell, alone and all that is safe at once", async () => {
    const [head, body] = ["import torch.nn as nn", MODEL.slice(MODEL.indexOf("class"))];
    const notebook = await openNotebook([head, body]);
    const cell = notebook.cellAt(1).document;
    await finds(cell, ["3 NRM301 bias=True", "4 NRM206 momentum=0.99", "11 NRM104 model.eval"]);
    await apply(cell, "bias=True", "Leave the bias out: bias=False (takes conv.bias out of the checkpoint's keys)");
    assert.match(cell.getText(), /bias=False/);
    const [all, ...others] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      cell.uri,
      rangeOf(cell, "class"),
      "source.fixAll.normscope",
    );
    assert.equal(others.length, 0);
    await vscode.workspace.applyEdit(all!.edit!);
    assert.match(cell.getText(), /model\.eval\(\)/);
    await finds(cell, ["4 NRM206 momentum=0.99"]);
  });

  it("are fixed on save, as far as it is safe", async () => {
    const settings = vscode.workspace.getConfiguration("editor");
    await settings.update("codeActionsOnSave", { "source.fixAll.normscope": "explicit" }, true);
    try {
      const document = await open("checked/model.py", MODEL);
      await finds(document, FOUND);
      await replace(document, "3, 64, 3", "3, 64, 5");
      await document.save();
      await until(() => document.getText().includes("model.eval()\n"), "the call is mended");
      assert.match(document.getText(), /bias=True/);
    } finally {
      await settings.update("codeActionsOnSave", undefined, true);
    }
  });

  for (const [kind, cells] of Object.entries(KINDS_ON_SAVE)) {
    it(`are fixed in a notebook on save by ${kind}, as far as it is safe`, async () => {
      const settings = vscode.workspace.getConfiguration("notebook");
      await settings.update("codeActionsOnSave", { [kind]: "explicit" }, true);
      try {
        const notebook = await openSaved(`checked/${kind}.ipynb`, cells);
        const texts = () => notebook.getCells().map(({ document }) => document.getText());
        await finds(notebook.cellAt(cells.length - 1).document, ["1 NRM104 model.eval"]);
        await insertCell(notebook, cells.length, "x = 1");
        await vscode.commands.executeCommand("workbench.action.files.save");
        const mended = cells.map(({ value }) => value.replace(/model\.eval$/, "model.eval()"));
        await until(() => texts().join("\n\n") === [...mended, "x = 1"].join("\n\n"), "the calls are mended");
        await until(() => !notebook.isDirty, "the notebook is saved");
      } finally {
        await settings.update("codeActionsOnSave", undefined, true);
      }
    });
  }

  it("are ignored on their line, with a reason, and in the whole file", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    await apply(document, "momentum=0.99", "Ignore NRM206 here");
    await until(
      () => /0\.99\) {2}# normscope: ignore\[NRM206\] reason\n/.test(document.getText()),
      "the comment is there",
    );
    await finds(document, [FOUND[0]!, FOUND[2]!]);
    await apply(document, "bias=True", "Ignore NRM301 in this file");
    assert.ok(document.getText().startsWith("# normscope: ignore-file[NRM301]\nimport"));
    await finds(document, ["15 NRM104 model.eval"]);
  });

  it("have the severity that the settings say, at once", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    const settings = vscode.workspace.getConfiguration("normscope");
    await settings.update("rules", { NRM2: "error", NRM301: "off" }, false);
    try {
      await finds(document, FOUND.slice(1));
      await until(() => problemsOf(document)[0]!.severity === vscode.DiagnosticSeverity.Error, "an error");
      await settings.update("check.enabled", false, false);
      await finds(document, []);
    } finally {
      await settings.update("rules", undefined, false);
      await settings.update("check.enabled", undefined, false);
    }
    await finds(document, FOUND);
  });

  it("are told at every place where the settings say so, at once", async () => {
    const document = await open("checked/model.py", TWO_BIASES);
    await finds(document, ["6 NRM301 bias=True"]);
    const settings = vscode.workspace.getConfiguration("normscope");
    await settings.update("everyPlace", ["NRM301"], false);
    try {
      await finds(document, ["6 NRM301 bias=True", "7 NRM301 bias=True"]);
    } finally {
      await settings.update("everyPlace", undefined, false);
    }
    write("checked/pyproject.toml", '[tool.normscope]\nevery-place = ["NRM3"]\n');
    await finds(document, ["6 NRM301 bias=True", "7 NRM301 bias=True"]);
    rmSync(workspaceFile("checked/pyproject.toml").fsPath);
    await finds(document, ["6 NRM301 bias=True"]);
  });

  it("have the severity that the nearest pyproject.toml says, at once, unless the setting says another", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    const settings = vscode.workspace.getConfiguration("normscope");
    const bias = () =>
      problemsOf(document).find(({ code }) => (code as { value: string }).value === "NRM301")?.severity;
    write("checked/pyproject.toml", '[tool.normscope]\nignore = ["NRM1"]\n[tool.normscope.rules]\nNRM301 = "error"\n');
    await finds(document, FOUND.slice(0, 2));
    assert.equal(bias(), vscode.DiagnosticSeverity.Error);
    await settings.update("rules", { NRM301: "hint" }, false);
    try {
      await until(() => bias() === vscode.DiagnosticSeverity.Hint, "a hint");
    } finally {
      await settings.update("rules", undefined, false);
    }
    write("checked/pyproject.toml", '[tool.normscope]\nexclude = ["model.py"]\n');
    await finds(document, []);
    // Nobody has written as much.
    write("checked/pyproject.toml", `[tool.normscope]\nexclude = ["model.py"]\n#${"x".repeat(1 << 20)}\n`);
    await finds(document, FOUND);
    write("checked/pyproject.toml", '[tool.normscope]\nexclude = ["model.py"]\n');
    await finds(document, []);
    rmSync(workspaceFile("checked/pyproject.toml").fsPath);
    await finds(document, FOUND);
  });

  it("are explained in a page that opens offline", async () => {
    await vscode.commands.executeCommand("normscope.explainFinding", "NRM301");
    await until(() => tabs().some((label) => /NRM301/.test(label)), "a preview is open");
    await ui.waitFor("webview", "text=The bias before a normalization is cancelled by it");
    await ui.screenshot("explain-finding");
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("normscope-finding:/NRM904.md"));
    assert.match(page.getText(), /^# NRM904: /);
  });

  it("open their page by a click on the code", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    await at(document, "momentum=0.99");
    await hoverAtCaret("finding");
    await ui.click("workbench", ".monaco-hover:not(.hidden) .marker a:has-text('NRM206')");
    await ui.waitFor("webview", "text=The momentum reads as the other framework's");
  });

  it("are told at the top of the hover of a layer that they have to do with, the gravest first", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    const [found, layer] = await hoverParts(document, "BatchNorm2d");
    const page = (code: string) => `\\[${code}\\]\\(command:normscope.explainFinding\\?%5B%22${code}%22%5D `;
    const [first, second, ...others] = found!.split("\n");
    assert.match(first!, new RegExp(`\\$\\(warning\\).* BatchNorm2d: momentum 0\\.99 .* ${page("NRM206")}`));
    assert.match(second!, new RegExp(`\\$\\(info\\).* BatchNorm2d cancels the bias .* \\(line 7\\) ${page("NRM301")}`));
    assert.deepEqual(others, []);
    assert.match(layer!, /^\*\*Batch normalization/);
  });

  it("are not told twice by the hover where the mouse is", async () => {
    const document = await open("checked/model.py", "import torch.nn as nn\n\nnorm = nn.BatchNorm2d(8, eps=0)\n");
    await finds(document, ["2 NRM207 eps=0"]);
    assert.match((await hoverParts(document, "BatchNorm2d"))[0]!, /NRM207/);
    assert.doesNotMatch((await hoverParts(document, "eps=0")).join("\n"), /command:normscope/);
  });

  it("open their page by a click on the code in the hover of a layer", async () => {
    const document = await open("checked/model.py", MODEL);
    await finds(document, FOUND);
    await at(document, "BatchNorm2d");
    await hoverAtCaret("layer");
    await ui.click("workbench", ".monaco-hover:not(.hidden) .hover-contents a:has-text('NRM301')");
    await ui.waitFor("webview", "text=The bias before a normalization is cancelled by it");
  });
});

const TWO_BIASES = MODEL.replace(
  "        self.norm =",
  "        self.last = nn.Conv2d(64, 64, 3, bias=True)\n        self.norm =",
)
  .replace("momentum=0.99", "momentum=0.01")
  .replace("self.norm(self.conv(x))", "self.other(self.last(self.norm(self.conv(x))))")
  .replace("\n    def forward", "        self.other = nn.BatchNorm2d(64)\n\n    def forward")
  .replace("model.eval", "model.eval()");

async function hoverParts(document: vscode.TextDocument, text: string): Promise<string[]> {
  const place = rangeOf(document, text).start.translate(0, 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    place,
  );
  return hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value));
}
