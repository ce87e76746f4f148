import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { reportToJson } from "../../src/protocol/reportJson";
import { profileFiles } from "../../src/worker/profileFiles";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const MIME = "application/vnd.normscope.report.v1+json";

describe("reports in saved notebooks", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  inEveryTheme(
    "are drawn without a kernel",
    async () => {
      await show("digits.ipynb");
      await ui.waitFor("webview", '.normscope.output[data-state="ready"] .js-plotly-plot .plot-container');
    },
    (theme) => ui.screenshot(`notebook-${theme}`),
  );

  it("say the same as the panel, in at most 480 pixels of height", async () => {
    await show("digits.ipynb");
    await ui.waitFor("webview", ".normscope.output .js-plotly-plot");
    const verdicts = (await ui.texts("webview", ".normscope.output [data-verdict]")).join("\n");
    assert.match(verdicts, /The running averages have settled/);
    const box = await ui.box("webview", ".normscope.output");
    assert.ok(box!.height <= 480, `${box!.height} px`);
  });

  it("show how a run's distributions changed and drifted, in at most 480 pixels of height", async () => {
    const paths = [join(__dirname, "..", "..", "test", "fixtures", "runs", "two-ranks")];
    const report = await profileFiles({ paths, momentum: 0.1, convention: "pytorch" });
    writeNotebook("over-time.ipynb", [{ [MIME]: JSON.parse(reportToJson(report)) }]);
    await show("over-time.ipynb");
    await ui.waitFor("webview", ".normscope.output .js-plotly-plot");
    const choice = await ui.evaluate("webview", () => {
      const select = document.querySelector<HTMLSelectElement>('[data-part="what"]')!;
      const option = Array.from(select.options).find(({ text }) => text === "Distribution over time")!;
      select.value = option.value;
      select.dispatchEvent(new Event("change"));
      return option.text;
    });
    assert.equal(choice, "Distribution over time");
    for (const figure of ["distribution-over-time", "distribution-drift"])
      await ui.waitFor("webview", `[data-figure="${figure}"][data-drawn="plot"]`);
    const box = await ui.box("webview", ".normscope.output");
    assert.ok(box!.height <= 480, `${box!.height} px`);
    await ui.screenshot("notebook-over-time");
  });

  it("are several in one notebook, each with its own state", async () => {
    await show("digits.ipynb");
    await vscode.commands.executeCommand("notebook.focusBottom");
    await until(async () => (await ui.count("webview", ".normscope.output")) >= 2, "both outputs are drawn");
  });

  const broken: [string, unknown, RegExp][] = [
    ["of a later version", { version: 2 }, /the report says version 2/],
    ["that are damaged", { version: 1, generator: 3 }, /report\.generator: expected text, got 3/],
    ["that hold markup", { version: "<img src=x>" }, /the report says version <img src=x>/],
  ];
  for (const [what, report, message] of broken) {
    it(`${what} say so and fall back to the text beside them`, async () => {
      writeNotebook("broken.ipynb", [{ [MIME]: report, "text/plain": ["the text beside it"] }]);
      await show("broken.ipynb");
      await ui.waitFor("webview", "text=the text beside it");
      await until(
        async () => message.test((await ui.texts("webview", ".normscope.output")).join("\n")),
        "the message is shown",
      );
      assert.equal(await ui.count("webview", "img"), 0);
      await ui.screenshot("notebook-fallback");
    });
  }

  it("that are damaged and alone still say what is wrong", async () => {
    writeNotebook("alone.ipynb", [{ [MIME]: { version: 9 } }]);
    await show("alone.ipynb");
    await ui.waitFor("webview", "text=the report says version 9");
  });

  it("go when their cell is cleared", async () => {
    await show("digits.ipynb");
    await ui.waitFor("webview", ".normscope.output .js-plotly-plot");
    await vscode.commands.executeCommand("notebook.clearAllCellsOutputs");
    await until(async () => (await ui.count("webview", ".normscope.output")) === 0, "no output is left");
  });
});

/** Opens a notebook and shows the cell whose output is the first report. */
async function show(name: string): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(workspaceFile(name));
  const editor = await vscode.window.showNotebookDocument(notebook);
  const cell = notebook.getCells().findIndex(({ outputs }) => outputs.length > 0);
  editor.revealRange(new vscode.NotebookRange(cell, cell + 1), vscode.NotebookEditorRevealType.AtTop);
}

/** A notebook of one cell with these outputs. */
function writeNotebook(name: string, outputs: readonly Record<string, unknown>[]): void {
  const example = JSON.parse(readFileSync(workspaceFile("digits.ipynb").fsPath, "utf8"));
  const cell = {
    cell_type: "code",
    id: "report",
    execution_count: 1,
    metadata: {},
    source: ["show(report)"],
    outputs: outputs.map((data) => ({ output_type: "display_data", metadata: {}, data })),
  };
  writeFileSync(workspaceFile(name).fsPath, JSON.stringify({ ...example, cells: [cell] }));
}
