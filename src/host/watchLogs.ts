import { basename } from "node:path";
import * as vscode from "vscode";
import { uriOf } from "./paths";

/** Calls back when a run's log is written to, appears or goes in one of these folders, or beside one of these files. */
export function watchLogs(paths: readonly string[], changed: () => void): vscode.Disposable {
  const watchers: vscode.Disposable[] = [];
  let disposed = false;
  const watch = async (path: string) => {
    const pattern = await patternFor(path);
    if (disposed) return;
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    watchers.push(watcher);
  };
  for (const path of paths) void watch(path);
  return {
    dispose() {
      disposed = true;
      for (const watcher of watchers) watcher.dispose();
    },
  };
}

async function patternFor(path: string): Promise<vscode.RelativePattern> {
  const uri = uriOf(path);
  const isFolder = await vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    () => false,
  );
  if (isFolder) return new vscode.RelativePattern(uri, "**/*.normlog");
  // Characters that mean something in patterns stand for any one.
  const name = basename(path).replace(/[*?[\]{}\\,!]/g, "?");
  return new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), name);
}
