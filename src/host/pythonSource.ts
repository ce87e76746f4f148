import * as vscode from "vscode";
import type { Place } from "../analysis/model/facts";
import { pythonOfCell } from "../analysis/notebookCells";
import { onceAVersion } from "./onceAVersion";

/** Python that belongs together: a file, or cells of a notebook. */
export interface PythonSource {
  readonly id: string;
  /** Differs whenever the text does. */
  readonly key: string;
  /** The documents that it is joined of, in the order of the text. */
  readonly parts: readonly Part[];
  /** The notebook whose cells these are. */
  readonly notebook: vscode.NotebookDocument | null;
  text(): string;
}

/** A document's own text, from `start` on in the whole. */
export interface Part {
  readonly document: vscode.TextDocument;
  readonly start: number;
  readonly end: number;
}

/** A file is its own source; a notebook's cell also sees the Python cells before it, in the notebook's order. */
export function sourceUpTo(document: vscode.TextDocument): PythonSource {
  const notebook = notebookOf(document);
  if (!notebook) return fileSource(document);
  const cells = notebook.getCells().map((cell) => cell.document);
  const before = cells.slice(0, cells.indexOf(document)).filter((cell) => cell.languageId === "python");
  return cellsSource(document, notebook, [...before, document]);
}

/** A file is its own source, and so are all Python cells of a notebook together. */
export function wholeSource(document: vscode.TextDocument): PythonSource {
  const notebook = notebookOf(document);
  if (!notebook) return fileSource(document);
  const cells = notebook.getCells().map((cell) => cell.document);
  const python = cells.filter((cell) => cell.languageId === "python");
  return cellsSource(notebook, notebook, python);
}

/** The id of the source that a document is part of as a whole, which costs less to know than the source. */
export function wholeId(document: vscode.TextDocument): string {
  return (notebookOf(document) ?? document).uri.toString();
}

/** The part that an offset lies in, at its end included. */
export function partAt({ parts }: PythonSource, offset: number): Part | null {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (parts[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  const part = parts[low - 1];
  return part && offset <= part.end ? part : null;
}

/** A place in the document that it lies in, cut where that ends; null where it lies in none. */
export function locationOf(place: Place, source: PythonSource): vscode.Location | null {
  const part = partAt(source, place.start);
  if (!part) return null;
  const { document, start, end } = part;
  const [from, to] = [place.start, Math.min(place.end, end)].map((offset) => document.positionAt(offset - start));
  return new vscode.Location(document.uri, new vscode.Range(from!, to!));
}

function fileSource(document: vscode.TextDocument): PythonSource {
  const text = document.getText();
  const parts = [{ document, start: 0, end: text.length }];
  return { id: document.uri.toString(), key: String(document.version), parts, notebook: null, text: () => text };
}

/** The source as it was last, where no cell is another or has changed since: it is asked for at every turn. */
function cellsSource(
  of: vscode.NotebookDocument | vscode.TextDocument,
  notebook: vscode.NotebookDocument,
  cells: readonly vscode.TextDocument[],
): PythonSource {
  const last = LAST.get(of);
  const versions = cells.map(({ version }) => version);
  if (last && isSame(cells, last.cells) && isSame(versions, last.versions)) return last.source;
  const source = joined(of.uri.toString(), notebook, cells);
  LAST.set(of, { cells, versions, source });
  return source;
}

interface Joined {
  readonly cells: readonly vscode.TextDocument[];
  readonly versions: readonly number[];
  readonly source: PythonSource;
}

const LAST = new WeakMap<vscode.NotebookDocument | vscode.TextDocument, Joined>();

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function joined(id: string, notebook: vscode.NotebookDocument, cells: readonly vscode.TextDocument[]): PythonSource {
  const parts: Part[] = [];
  let text = "";
  for (const document of cells) {
    const python = pythons(document, () => pythonOfCell(document.getText()));
    parts.push({ document, start: text.length, end: text.length + python.length });
    text += `${python}\n`;
  }
  const key = cells.map((cell) => `${cell.uri.fragment}:${cell.version}`).join(" ");
  return { id, key, parts, notebook, text: () => text };
}

/** Cells' texts as Python. */
const pythons = onceAVersion<string>();

/** The notebook whose cell a document is. */
export function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | null {
  const { scheme, path } = document.uri;
  if (scheme !== "vscode-notebook-cell") return null;
  const holds = (notebook: vscode.NotebookDocument) => notebook.getCells().some((cell) => cell.document === document);
  // All cells are asked for each of a notebook's thousand cells only where its path is another's, too.
  const [only = null, ...others] = vscode.workspace.notebookDocuments.filter(({ uri }) => uri.path === path);
  return others.length === 0 ? only : ([only!, ...others].find(holds) ?? null);
}
