import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { until, workspaceFile } from "./workspace";

/** Code with a finding of each severity that matters. */
export const MODEL = `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=True)
        self.norm = nn.BatchNorm2d(64, momentum=0.99)

    def forward(self, x):
        return self.norm(self.conv(x)).relu()


def evaluate(model: Block):
    model.eval
`;

/** Lines from 0, codes, and what is underlined. */
export const FOUND = ["6 NRM301 bias=True", "7 NRM206 momentum=0.99", "14 NRM104 model.eval"];

export async function at(document: vscode.TextDocument, text: string): Promise<void> {
  const { start } = rangeOf(document, text);
  const place = start.translate(0, 2);
  vscode.window.activeTextEditor!.selection = new vscode.Selection(place, place);
}

/** What hovers say over the second letter of a text, as Markdown. */
export async function hoverText(document: vscode.TextDocument, text: string): Promise<string> {
  const place = rangeOf(document, text).start.translate(0, 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    place,
  );
  return hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join("\n");
}

export function write(name: string, text: string): void {
  const { fsPath } = workspaceFile(name);
  mkdirSync(dirname(fsPath), { recursive: true });
  writeFileSync(fsPath, text);
}

export async function open(name: string, text: string): Promise<vscode.TextDocument> {
  write(name, text);
  const document = await vscode.workspace.openTextDocument(workspaceFile(name));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

export async function openNotebook(cells: readonly string[]): Promise<vscode.NotebookDocument> {
  const data = cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python"));
  const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(data));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** A notebook on disk. */
export async function openSaved(
  name: string,
  cells: readonly vscode.NotebookCellData[],
): Promise<vscode.NotebookDocument> {
  const json = cells.map(({ kind, value }) => ({
    cell_type: kind === vscode.NotebookCellKind.Code ? "code" : "markdown",
    metadata: {},
    source: value,
    ...(kind === vscode.NotebookCellKind.Code ? { execution_count: null, outputs: [] } : {}),
  }));
  const metadata = { language_info: { name: "python" } };
  write(name, JSON.stringify({ cells: json, metadata, nbformat: 4, nbformat_minor: 4 }));
  const notebook = await vscode.workspace.openNotebookDocument(workspaceFile(name));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

export async function insertCell(notebook: vscode.NotebookDocument, index: number, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python");
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(index, [cell])]);
  await vscode.workspace.applyEdit(edit);
}

export function problemsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  const own = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "normscope");
  return own.sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** Waits until the problems are these: line from 0, code, and the text that is underlined. */
export async function finds(document: vscode.TextDocument, expected: readonly string[]): Promise<void> {
  let found: string[] = [];
  const same = () => {
    found = problemsOf(document).map(({ range, code }) => {
      const value = (code as { value: string }).value;
      return `${range.start.line} ${value} ${document.getText(range)}`;
    });
    return JSON.stringify(found) === JSON.stringify(expected);
  };
  await until(same, "problems").catch(() => assert.deepEqual(found, expected));
}

export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, from), to);
  await vscode.workspace.applyEdit(edit);
}

export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

export function actionsAt(document: vscode.TextDocument, text: string): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, rangeOf(document, text));
}

export async function apply(document: vscode.TextDocument, at: string, title: string): Promise<void> {
  const action = (await actionsAt(document, at)).find((found) => found.title === title);
  assert.ok(action, `no ${title}`);
  await vscode.workspace.applyEdit(action.edit!);
}

export function tabs(): string[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
}
