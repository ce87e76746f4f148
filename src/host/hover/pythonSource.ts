import * as vscode from "vscode";
import { pythonOfCell } from "../../analysis/notebookCells";

/** The Python that gives a document its meaning. */
export interface PythonSource {
  /** Differs whenever the text does. */
  readonly key: string;
  /** Where the document's own text starts in the whole. */
  readonly start: number;
  text(): string;
}

/** A file is its own source; a notebook's cell also sees the Python cells before it, in the notebook's order. */
export function pythonSource(document: vscode.TextDocument): PythonSource {
  const before = cellsBefore(document);
  if (before === null) return { key: String(document.version), start: 0, text: () => document.getText() };
  const earlier = before.map((cell) => `${pythonOfCell(cell.getText())}\n`).join("");
  const versions = [...before, document].map((cell) => `${cell.uri.fragment}:${cell.version}`);
  return { key: versions.join(" "), start: earlier.length, text: () => earlier + pythonOfCell(document.getText()) };
}

/** Null where the document is no cell. */
function cellsBefore(document: vscode.TextDocument): vscode.TextDocument[] | null {
  if (document.uri.scheme !== "vscode-notebook-cell") return null;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cells = notebook.getCells().map((cell) => cell.document);
    const index = cells.findIndex((cell) => cell.uri.toString() === document.uri.toString());
    if (index >= 0) return cells.slice(0, index).filter((cell) => cell.languageId === "python");
  }
  return [];
}
