import * as vscode from "vscode";
import type { ClassNote } from "../../analysis/notes/classNotes";
import type { LoopNote } from "../../analysis/notes/loopNotes";
import type { MomentumNote } from "../../analysis/notes/momentumNotes";
import type { CodeFinding } from "../../analysis/rules/codeRule";
import { type PythonSource, wholeSource } from "../pythonSource";

/** What was found in a file or a notebook. */
export interface Checked {
  readonly source: PythonSource;
  readonly findings: readonly CodeFinding[];
  readonly notes: CodeNotes;
}

/** What can be shown beside the code. */
export interface CodeNotes {
  readonly momentum: readonly MomentumNote[];
  readonly classes: readonly ClassNote[];
  readonly loops: readonly LoopNote[];
}

/** Findings in the Python that is open, kept up to date as it is typed. */
export interface LiveFindings extends vscode.Disposable {
  /** Those in the text as it is now; null where it is not checked. */
  of(document: vscode.TextDocument): Promise<Checked | null>;
  /** Something was found anew, or is found no longer. */
  readonly onDidCheck: vscode.Event<void>;
  /** Checks everything that is open again: what is looked for has changed. */
  checkAll(): void;
}

/** After a key, until somebody has stopped typing. */
const PAUSE_MS = 200;

/**
 * @param check looks at what a document belongs to, as it is once it is looked at
 * @param show is told what was found
 * @param forget is told of documents that are closed
 */
export function createLiveFindings(
  check: (document: vscode.TextDocument) => Promise<Checked>,
  show: (checked: Checked) => void,
  forget: (document: vscode.TextDocument) => void,
): LiveFindings {
  const timers = new Map<string, NodeJS.Timeout>();
  const known = new Map<string, Checked>();
  const done = new vscode.EventEmitter<void>();
  let generation = 0;

  /** Checks what has not been checked as it is now. */
  async function checked(document: vscode.TextDocument): Promise<Checked> {
    const { id, key } = wholeSource(document);
    const last = known.get(id);
    if (last?.source.key === key) return last;
    const begun = generation;
    const now = await check(document);
    if (document.isClosed || begun !== generation) return now;
    known.set(now.source.id, now);
    show(now);
    done.fire();
    return now;
  }

  function schedule(document: vscode.TextDocument, milliseconds: number): void {
    if (!isPython(document)) return;
    const id = idOf(document);
    clearTimeout(timers.get(id));
    const start = () => {
      timers.delete(id);
      if (!document.isClosed) void checked(document);
    };
    timers.set(id, setTimeout(start, milliseconds));
  }

  function close(document: vscode.TextDocument): void {
    const id = idOf(document);
    if (id === document.uri.toString()) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      known.delete(id);
    }
    forget(document);
  }

  const checkAll = () => {
    known.clear();
    generation++;
    for (const document of vscode.workspace.textDocuments) schedule(document, 0);
  };

  const disposables = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) schedule(document, PAUSE_MS);
    }),
    vscode.workspace.onDidCloseTextDocument(close),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
      const python = notebook.getCells().find(({ document }) => isPython(document));
      if (contentChanges.length > 0 && python) schedule(python.document, PAUSE_MS);
    }),
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => known.delete(uri.toString())),
  );
  checkAll();

  return {
    of: async (document) => (isPython(document) ? checked(document) : null),
    onDidCheck: done.event,
    checkAll,
    dispose() {
      done.dispose();
      disposables.dispose();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

function idOf(document: vscode.TextDocument): string {
  return wholeSource(document).id;
}

/** Python that somebody works on, as opposed to old versions, parts of other views, and installed packages. */
function isPython({ languageId, uri }: vscode.TextDocument): boolean {
  if (languageId !== "python" || /\/(site|dist)-packages\//.test(uri.path)) return false;
  const own = vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === uri.scheme);
  return own || ["file", "untitled", "vscode-notebook-cell"].includes(uri.scheme);
}
