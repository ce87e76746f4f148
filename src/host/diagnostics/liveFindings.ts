import * as vscode from "vscode";
import { UNUSED_SUPPRESSION } from "../../analysis/checking/unusedSuppression";
import { wholeId, wholeSource } from "../pythonSource";
import type { Checked } from "./checked";
import type { FollowImports } from "./imports";

/** Findings in the Python that is open, kept up to date as it is typed. */
export interface LiveFindings extends vscode.Disposable {
  /** Those in the text as it is now; null where it is not checked. */
  of(document: vscode.TextDocument): Promise<Checked | null>;
  /** What was found last, nothing being checked for it; undefined where nothing was yet, null where nothing is. */
  known(document: vscode.TextDocument): Checked | null | undefined;
  /** Something was found anew, or is found no longer. */
  readonly onDidCheck: vscode.Event<void>;
  /** Checks everything that is open again: what is looked for has changed. */
  checkAll(): void;
}

/** A check that goes on: a large notebook's takes longer than the next question comes after. */
interface UnderWay {
  readonly key: string;
  readonly begun: number;
  readonly found: Promise<Checked>;
}

/** After a key, until somebody has stopped typing. */
const PAUSE_MS = 200;
/** What was found with imported files stays in sight meanwhile, until it is found again. */
const GRACE_MS = 300;

/**
 * @param check looks at what a document belongs to, as it is once it is looked at
 * @param follow looks at it together with what it imports; null where that is all there is
 * @param show is told what was found
 * @param forget is told of documents that are closed
 */
export function createLiveFindings(
  check: (document: vscode.TextDocument) => Promise<Checked>,
  { follow, onDidTouch, forget: forgetImports }: FollowImports,
  show: (checked: Checked) => void,
  forget: (document: vscode.TextDocument) => void,
): LiveFindings {
  const timers = new Map<string, NodeJS.Timeout>();
  const known = new Map<string, Checked>();
  /** Found in the files alone, for when what they import changes. */
  const alone = new Map<string, Checked>();
  const underWay = new Map<string, UnderWay>();
  const done = new vscode.EventEmitter<void>();
  let generation = 0;

  /** Checks what has not been checked as it is now, nor is being. */
  async function checked(document: vscode.TextDocument): Promise<Checked> {
    const { id, key } = wholeSource(document);
    const last = known.get(id);
    if (last?.source.key === key) return last;
    const same = underWay.get(id);
    if (same?.key === key && same.begun === generation) return same.found;
    const found = checkAnew(document, last).finally(() => {
      if (underWay.get(id)?.found === found) underWay.delete(id);
    });
    underWay.set(id, { key, begun: generation, found });
    return found;
  }

  async function checkAnew(document: vscode.TextDocument, last: Checked | undefined): Promise<Checked> {
    const begun = generation;
    const now = await check(document);
    if (document.isClosed || begun !== generation) return now;
    alone.set(now.source.id, now);
    const followed = withImports(now);
    if (!followed) return tell(now);
    const quick = withoutUnused(now);
    if (!last?.others) return tell(quick);
    known.set(now.source.id, quick);
    const soon = await Promise.race([followed, new Promise<null>((late) => setTimeout(late, GRACE_MS, null))]);
    return soon ?? (known.get(now.source.id) === quick ? tell(quick) : quick);
  }

  function tell(now: Checked): Checked {
    known.set(now.source.id, now);
    show(now);
    done.fire();
    return now;
  }

  /** Tells what is found with imported files, unless the text has changed meanwhile. */
  function withImports(now: Checked): Promise<Checked> | null {
    const begun = generation;
    const { id } = now.source;
    const found = follow(now);
    return found === null
      ? null
      : found.then((all) => (alone.get(id) === now && begun === generation ? tell(all) : all));
  }

  const again = onDidTouch((ids) => {
    for (const id of ids) {
      const now = alone.get(id);
      if (now) void withImports(now);
    }
  });

  function schedule(document: vscode.TextDocument, milliseconds: number): void {
    if (!isPython(document)) return;
    const id = wholeId(document);
    clearTimeout(timers.get(id));
    const start = () => {
      timers.delete(id);
      if (!document.isClosed) void checked(document);
    };
    timers.set(id, setTimeout(start, milliseconds));
  }

  function drop(id: string): void {
    known.delete(id);
    alone.delete(id);
    forgetImports(id);
  }

  function close(document: vscode.TextDocument): void {
    const id = wholeId(document);
    if (id === document.uri.toString()) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      drop(id);
    }
    forget(document);
  }

  const checkAll = () => {
    known.clear();
    alone.clear();
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
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => drop(uri.toString())),
  );
  checkAll();

  return {
    of: async (document) => (isPython(document) ? checked(document) : null),
    known: (document) => (isPython(document) ? known.get(wholeId(document)) : null),
    onDidCheck: done.event,
    checkAll,
    dispose() {
      done.dispose();
      again.dispose();
      disposables.dispose();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** Whether a comment is needed is known once everything is found. */
function withoutUnused(checked: Checked): Checked {
  return { ...checked, findings: checked.findings.filter(({ code }) => code !== UNUSED_SUPPRESSION.code) };
}

/** Python that somebody works on, as opposed to old versions, parts of other views, and installed packages. */
function isPython({ languageId, uri }: vscode.TextDocument): boolean {
  if (languageId !== "python" || /\/(site|dist)-packages\//.test(uri.path)) return false;
  const own = vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === uri.scheme);
  return own || ["file", "untitled", "vscode-notebook-cell"].includes(uri.scheme);
}
