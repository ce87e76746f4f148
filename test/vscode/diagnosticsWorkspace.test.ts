import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import * as vscode from "vscode";
import { withEveryTheme } from "./look";
import { MODEL, write } from "./problems";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const ROW = ".pane-body .monaco-list-row";

describe("a check of the workspace", () => {
  before(() => {
    write("checked/model.py", MODEL);
    write("checked/deep/other.py", MODEL.replace("0.99", "0.9"));
    write("checked/venv/lib/installed.py", MODEL);
    write("checked/.git/HEAD", "");
    write("checked/.gitignore", "out/\n");
    write("checked/out/generated.py", MODEL);
    write("checked/binary.py", "\0\xff torch");
    write("checked/broken.ipynb", "{");
    write(
      "checked/book.ipynb",
      JSON.stringify({ cells: ["# Text", MODEL].map(cellOf), metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
  });
  after(async () => {
    await vscode.commands.executeCommand("normscope.clearFindings");
    rmSync(workspaceFile("checked").fsPath, { recursive: true, force: true });
    await vscode.commands.executeCommand("workbench.view.explorer");
  });

  it("lists what it found by rule, the gravest first", async () => {
    await vscode.commands.executeCommand("normscope.checkWorkspace");
    await ui.waitFor("workbench", `${ROW}:has-text("3 · The momentum")`);
    const labels = await ui.texts("workbench", `${ROW} .label-name`);
    assert.deepEqual(
      labels.filter((text) => text.startsWith("NRM")),
      // Three are the examples' own: of mistakes.py, and of train.py, which shows what four digits at a time do.
      ["NRM104", "NRM206", "NRM207", "NRM305", "NRM301", "NRM402"],
    );
    const row = `${ROW}:has-text("NRM206")`;
    if ((await ui.attribute("workbench", row, "aria-expanded")) !== "true")
      await ui.click("workbench", `${row} .monaco-tl-twistie`);
    await ui.waitFor("workbench", `${ROW}:has-text("other.py:8")`);
    await withEveryTheme((theme) => ui.screenshot(`check-workspace-${theme}`));
  });

  it("opens a place", async () => {
    await ui.click("workbench", `${ROW}:has-text("other.py:8")`);
    await until(
      () => vscode.window.activeTextEditor?.document.uri.path.endsWith("deep/other.py") === true,
      "it is open",
    );
    const { document, selection } = vscode.window.activeTextEditor!;
    assert.equal(document.getText(selection), "momentum=0.9");
  });

  it("opens a place in a notebook's cell", async () => {
    await ui.click("workbench", `${ROW}:has-text("book.ipynb cell 2, line 8")`);
    await until(() => vscode.window.activeNotebookEditor?.selection?.start === 1, "the cell is selected");
  });

  it("is the same in many files, which threads share", async () => {
    for (let i = 0; i < 100; i++) write(`checked/many/file-${i}.py`, i % 2 === 0 ? MODEL : "import torch\n");
    await vscode.commands.executeCommand("normscope.checkWorkspace");
    await ui.waitFor("workbench", `${ROW}:has-text("53 · The momentum")`);
    rmSync(workspaceFile("checked/many").fsPath, { recursive: true });
    await vscode.commands.executeCommand("normscope.checkWorkspace");
    await ui.waitFor("workbench", `${ROW}:has-text("3 · The momentum")`);
  });

  it("is exported as SARIF", async () => {
    const target = workspaceFile("checked/out.sarif");
    const { showSaveDialog } = vscode.window;
    Object.assign(vscode.window, { showSaveDialog: async () => target });
    try {
      void vscode.commands.executeCommand("normscope.exportFindings");
      await until(
        () => existsSync(target.fsPath) && /\}\s*$/.test(readFileSync(target.fsPath, "utf8")),
        "it is written",
      );
    } finally {
      Object.assign(vscode.window, { showSaveDialog });
    }
    const [run] = JSON.parse(readFileSync(target.fsPath, "utf8")).runs;
    const rules = run.results.map(({ ruleId }: { ruleId: string }) => ruleId);
    assert.equal(rules.filter((code: string) => code === "NRM206").length, 3);
    const uris = JSON.stringify(run.results);
    assert.match(uris, /"uri":"checked\/deep\/other\.py"/);
  });
});

function cellOf(source: string, i: number): object {
  return {
    cell_type: i === 0 ? "markdown" : "code",
    source,
    metadata: {},
    ...(i === 0 ? {} : { outputs: [], execution_count: null }),
  };
}
