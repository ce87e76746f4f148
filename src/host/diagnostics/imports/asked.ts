import * as vscode from "vscode";

/** Which files sources were looked for in, and what happens to these. */
export interface Asked extends vscode.Disposable {
  set(id: string, root: vscode.Uri, paths: readonly string[]): void;
  forget(id: string): void;
  /** Sources, by their id, some of whose files have come, gone or changed, on disk or in an editor. */
  readonly onDidTouch: vscode.Event<readonly string[]>;
}

/** After the last change: keys follow each other, and so do the files of a folder that is moved. */
const PAUSE_MS = 200;

export function createAsked(): Asked {
  /** The files' addresses, by source. */
  const files = new Map<string, ReadonlySet<string>>();
  const touched = new vscode.EventEmitter<readonly string[]>();
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let watcher: vscode.Disposable | undefined;

  function touch(uri: vscode.Uri): void {
    const address = uri.toString();
    for (const [id, asked] of files) if (concerns(asked, address)) waiting.add(id);
    if (waiting.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const ids = [...waiting];
      waiting.clear();
      touched.fire(ids);
    }, PAUSE_MS);
  }

  /** Folders that come and go are not always told of file by file. */
  function watch(): vscode.Disposable {
    const all = vscode.workspace.createFileSystemWatcher("**/*");
    return vscode.Disposable.from(all, all.onDidChange(touch), all.onDidCreate(touch), all.onDidDelete(touch));
  }

  const documents = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => touch(document.uri)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => touch(uri)),
  );

  return {
    onDidTouch: touched.event,
    set(id, root, paths) {
      watcher ??= watch();
      files.set(id, new Set(paths.map((path) => vscode.Uri.joinPath(root, path).toString())));
    },
    forget: (id) => void files.delete(id),
    dispose() {
      clearTimeout(timer);
      watcher?.dispose();
      documents.dispose();
      touched.dispose();
    },
  };
}

/** Whether a file is one of those, or a folder may hold one. */
function concerns(asked: ReadonlySet<string>, address: string): boolean {
  if (/\.[^/]*$/.test(address)) return asked.has(address);
  return [...asked].some((file) => file.startsWith(`${address}/`));
}
