import { basename } from "node:path";
import * as vscode from "vscode";

/** A file that is being written changes many times: it is told of once it has been still for so long. */
const STILL_MILLISECONDS = 300;

/** Calls back when a file has changed on disk, or has gone. */
export function watchFile(uri: vscode.Uri, changed: (gone: boolean) => void): vscode.Disposable {
  const folder = vscode.Uri.joinPath(uri, "..");
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, globFor(uri)));
  let timer: NodeJS.Timeout | undefined;
  const tell = (gone: boolean) => {
    clearTimeout(timer);
    timer = setTimeout(() => changed(gone), STILL_MILLISECONDS);
  };
  const about = (tellIt: () => void) => (event: vscode.Uri) => {
    if (event.path === uri.path) tellIt();
  };
  watcher.onDidChange(about(() => tell(false)));
  watcher.onDidCreate(about(() => tell(false)));
  watcher.onDidDelete(about(() => tell(true)));
  return vscode.Disposable.from(watcher, { dispose: () => clearTimeout(timer) });
}

/** A pattern that fits the file's name; characters that mean something in patterns stand for any one. */
function globFor(uri: vscode.Uri): string {
  return basename(uri.path).replace(/[*?[\]{}\\,!]/g, "?");
}
