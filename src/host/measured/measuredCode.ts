import { stat } from "node:fs/promises";
import * as vscode from "vscode";
import { mayHoldModels } from "../../analysis/mayHoldModels";
import type { ModulePlaces } from "../../check/modelPlaces";
import type { Measured } from "../../protocol/measured";
import type { ImportsThread } from "../importsThread";
import type { Latest, LatestMeasured } from "./latest";
import { modulesOf, type PlacedModules, placedModules } from "./placedModules";
import { shifted } from "./shifted";

/** What was measured, at the code that builds it, as that is now. */
export interface MeasuredCode extends vscode.Disposable {
  readonly latest: () => Latest | null;
  /** What a file's code builds; nothing where nothing is known. */
  in(uri: vscode.Uri): FileModules | null;
  /** Files with something in them. */
  files(): readonly FileModules[];
  readonly onDidChange: vscode.Event<void>;
  /** Looks anew at what is to be looked for: settings have changed. */
  refresh(): void;
}

export interface FileModules {
  readonly uri: vscode.Uri;
  readonly placed: readonly PlacedModules[];
  /** Whether the file has been changed since what was measured was written. */
  readonly changed: boolean;
  readonly root: vscode.Uri;
  readonly causes: ModulePlaces["causes"];
}

/** Asked for while measurements are read, so that the code has been read by then, too. */
const NO_MODULES = { modules: [], complete: false };
/** After the last key. */
const PAUSE_MS = 400;
/** What is copied or checked out together is not newer by that. */
const SAME_TIME_MS = 10_000;
const LONGEST_TEXT = 1_000_000;

/** @param isWanted whether settings have anything shown beside code */
export function createMeasuredCode(
  latest: LatestMeasured,
  thread: ImportsThread,
  isWanted: () => boolean,
): MeasuredCode {
  const changed = new vscode.EventEmitter<void>();
  let files = new Map<string, FileModules>();
  let timer: NodeJS.Timeout | undefined;
  let round = 0;
  let watcher: vscode.FileSystemWatcher | undefined;

  /** Folders with code of models that is open. */
  function roots(): readonly vscode.Uri[] {
    const folders = vscode.workspace.textDocuments.filter(isModelCode).map(({ uri }) => folderOf(uri)!);
    return folders.filter((folder, i) => folders.indexOf(folder) === i).map(({ uri }) => uri);
  }

  function plan(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void place(), milliseconds);
  }

  async function place(): Promise<void> {
    const own = ++round;
    const open = isWanted() ? roots() : [];
    latest.want(open.length > 0);
    if (open.length > 0) watcher ??= watch();
    const now = open.length > 0 ? latest.now() : null;
    if (!now) for (const root of open) void thread.places(root, NO_MODULES)?.catch(() => null);
    const versions = new Map(vscode.workspace.textDocuments.map((document) => [document, document.version]));
    const found = now ? (await Promise.all(open.map((root) => placeIn(root, now.measured)))).flat() : [];
    // Edits that came meanwhile have it looked for again.
    if (
      own !== round ||
      [...versions].some(([document, version]) => isPython(document) && document.version !== version)
    )
      return;
    if (found.length === 0 && files.size === 0) return;
    files = new Map(found.map((file) => [file.uri.toString(), file]));
    changed.fire();
  }

  async function placeIn(root: vscode.Uri, measured: Measured): Promise<FileModules[]> {
    const places = await thread.places(root, modulesOf(measured))?.catch(() => null);
    if (!places) return [];
    return Promise.all(
      [...placedModules(measured, places)].map(async ([file, placed]) => {
        const uri = vscode.Uri.joinPath(root, file);
        const isDirty = vscode.workspace.textDocuments.some(
          (one) => one.isDirty && one.uri.toString() === uri.toString(),
        );
        const changedAt = (await stat(uri.fsPath).catch(() => null))?.mtimeMs ?? 0;
        return {
          uri,
          placed,
          changed: isDirty || changedAt > measured.written + SAME_TIME_MS,
          root,
          causes: places.causes,
        };
      }),
    );
  }

  /** What is known stays at its place until it is found again. */
  function shift({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const known = files.get(document.uri.toString());
    if (!known) return;
    const edits = contentChanges.map(({ range: { start, end }, text }) => {
      return { start: [start.line, start.character], end: [end.line, end.character], text } as const;
    });
    const placed = known.placed.flatMap((one) => {
      const at = edits.reduce<PlacedModules["at"] | null>((place, edit) => place && shifted(place, edit), one.at);
      return at ? [{ ...one, at }] : [];
    });
    files.set(document.uri.toString(), { ...known, placed });
  }

  function watch(): vscode.FileSystemWatcher {
    const code = vscode.workspace.createFileSystemWatcher("**/*.py");
    const soon = () => plan(PAUSE_MS);
    code.onDidChange(soon);
    code.onDidCreate(soon);
    code.onDidDelete(soon);
    return code;
  }

  const disposables = vscode.Disposable.from(
    changed,
    latest.onDidChange(() => plan(0)),
    vscode.workspace.onDidOpenTextDocument((document) => isPython(document) && plan(0)),
    vscode.workspace.onDidCloseTextDocument((document) => isPython(document) && plan(PAUSE_MS)),
    vscode.workspace.onDidSaveTextDocument((document) => isPython(document) && plan(PAUSE_MS)),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (!isPython(event.document) || event.contentChanges.length === 0) return;
      shift(event);
      plan(PAUSE_MS);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => plan(0)),
  );
  plan(0);

  return {
    latest: latest.now,
    in: (uri) => files.get(uri.toString()) ?? null,
    files: () => [...files.values()],
    onDidChange: changed.event,
    refresh: () => plan(0),
    dispose() {
      clearTimeout(timer);
      watcher?.dispose();
      disposables.dispose();
    },
  };
}

function isPython({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === "python" && uri.scheme === "file";
}

function isModelCode(document: vscode.TextDocument): boolean {
  if (!isPython(document) || !folderOf(document.uri)) return false;
  const text = document.getText();
  return text.length <= LONGEST_TEXT && mayHoldModels(text);
}

function folderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(uri);
}
