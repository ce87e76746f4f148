import { basename } from "node:path";
import * as vscode from "vscode";

/** A file that is being written changes many times: it is looked at once it has been still for so long. */
const STILL_MILLISECONDS = 300;

/** Watches a file on disk; `opened` says that what it holds now is what is shown. */
export interface FileWatch extends vscode.Disposable {
  readonly opened: () => Promise<void>;
}

/** Calls back when a file is another one than when it was opened, or has gone. */
export function watchFile(uri: vscode.Uri, changed: (gone: boolean) => void): FileWatch {
  const folder = vscode.Uri.joinPath(uri, "..");
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, globFor(uri)));
  let timer: NodeJS.Timeout | undefined;
  let known: string | null = null;
  const look = async () => {
    const now = await stampOf(uri);
    // Events can come late: of changes that were made before the file was opened.
    if (now !== known) changed(now === null);
  };
  const soon = (event: vscode.Uri) => {
    if (event.path !== uri.path) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), STILL_MILLISECONDS);
  };
  watcher.onDidChange(soon);
  watcher.onDidCreate(soon);
  watcher.onDidDelete(soon);
  return {
    opened: async () => {
      known = await stampOf(uri);
    },
    dispose: () => {
      clearTimeout(timer);
      watcher.dispose();
    },
  };
}

/** Size and time of the last change; null where there is no such file. */
async function stampOf(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    return `${size} ${mtime}`;
  } catch {
    return null;
  }
}

/** A pattern that fits the file's name; characters that mean something in patterns stand for any one. */
function globFor(uri: vscode.Uri): string {
  return basename(uri.path).replace(/[*?[\]{}\\,!]/g, "?");
}
