import { pythonOfCell } from "../analysis/notebookCells";

/** A code cell within the text of all of them. */
export interface PythonCell {
  /** Among all cells, from 1. */
  readonly number: number;
  /** Its first line in the text, from 0. */
  readonly firstLine: number;
}

/** A notebook's Python: its code cells one after the other, without what only IPython reads. */
export interface NotebookPython {
  readonly text: string;
  readonly cells: readonly PythonCell[];
}

/** Null for a notebook in another language. @throws where the text is no notebook */
export function notebookPython(text: string): NotebookPython | null {
  const notebook = parseNotebook(text);
  if (languageOf(notebook) !== "python") return null;
  const cells: PythonCell[] = [];
  const parts: string[] = [];
  let line = 0;
  for (const [i, cell] of notebook.cells.entries()) {
    const source = isTable(cell) && cell.cell_type === "code" ? sourceOf(cell.source) : null;
    if (source === null) continue;
    const code = `${pythonOfCell(source.replace(/\r\n?/g, "\n"))}\n`;
    cells.push({ number: i + 1, firstLine: line });
    parts.push(code);
    line += code.split("\n").length - 1;
  }
  return { text: parts.join(""), cells };
}

type Table = Readonly<Record<string, unknown>>;

function parseNotebook(text: string): Table & { readonly cells: readonly unknown[] } {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    throw new Error("is no notebook: it is no JSON");
  }
  if (!isTable(notebook) || !Array.isArray(notebook.cells))
    throw new Error("is no notebook of format 4: it has no cells");
  return notebook as Table & { readonly cells: readonly unknown[] };
}

function languageOf({ metadata }: Table): string {
  const [info, kernel] = isTable(metadata) ? [metadata.language_info, metadata.kernelspec] : [];
  const names = [isTable(info) ? info.name : null, isTable(kernel) ? kernel.language : null, "python"];
  return names.find((name): name is string => typeof name === "string" && name !== "")!.toLowerCase();
}

function sourceOf(source: unknown): string | null {
  if (typeof source === "string") return source;
  return Array.isArray(source) && source.every((line) => typeof line === "string") ? source.join("") : null;
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
