import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { at, hoverText, problemsOf } from "./problems";
import { tell, ui } from "./ui";
import { setTheme, until, workspaceFile } from "./workspace";

/** The suite's bundle lies in out/vscode. */
const EXAMPLE = join(__dirname, "..", "..", "media", "examples", "small-batch");
const MODEL = "small-batch/model.py";

describe("what was measured, beside the code", () => {
  before(() => cpSync(EXAMPLE, workspaceFile("small-batch").fsPath, { recursive: true }));
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  after(() => setTheme("dark"));

  it("shows the example's planted fault at its line", async () => {
    const begun = Date.now();
    const document = await show();
    await until(() => measuredIn(document).length > 0, "the fault is told");
    await tell({
      type: "note",
      title: `    the fault was at its line ${Date.now() - begun} ms after the file was opened`,
    });
    const [fault, ...others] = measuredIn(document);
    assert.equal(others.length, 0);
    assert.equal(document.getText(fault!.range), "nn.BatchNorm1d(32)");
    assert.match(
      fault!.message,
      /^hidden_norm: Batch statistics are made of 4 values a channel\..* Measured in the run batches-of-4\.$/,
    );
    const [cause] = fault!.relatedInformation!;
    assert.match(cause!.message, /^NRM402: Batch norm is trained on 4 examples/);
    assert.ok(cause!.location.uri.path.endsWith("/small-batch/train.py"));
    await ui.screenshot("measured-problem");
  });

  it("shows it on hover", async () => {
    const document = await show();
    await until(() => measuredIn(document).length > 0, "the fault is told");
    const text = await hoverText(document, "self.hidden_norm = nn");
    assert.match(text, /Measured: hidden\\_norm/);
    await at(document, "self.hidden_norm = nn");
    await vscode.commands.executeCommand("editor.action.showHover");
    await new Promise((done) => setTimeout(done, 2500));
    await ui.screenshot("measured-hover");
  });
});

async function show(): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(...MODEL.split("/")));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

function measuredIn(document: vscode.TextDocument): vscode.Diagnostic[] {
  return problemsOf(document).filter(({ code }) => /^NRM9/.test((code as { value: string }).value));
}
