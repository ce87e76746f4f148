import { dirname } from "node:path";
import * as vscode from "vscode";
import { LOGS } from "../runFolder";

/** What happens on the disk. Of a folder that is made or deleted as a whole, what lies in it is not told. */
export interface RunChanges {
  /** Logs in this folder were written, made or deleted. */
  readonly changed: (folder: string) => void;
  /** Any file or folder was made. */
  readonly made: (path: string) => void;
  /** Any file or folder has gone. */
  readonly gone: (path: string) => void;
}

export function watchRuns(changes: RunChanges): vscode.Disposable {
  let watchers: vscode.Disposable[] = [];
  const watch = () => {
    for (const watcher of watchers) watcher.dispose();
    watchers = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .flatMap((folder) => [watchLogs(folder, changes), watchFolders(folder, changes)]);
  };
  watch();
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(watch);
  return vscode.Disposable.from(folders, {
    dispose() {
      for (const watcher of watchers) watcher.dispose();
    },
  });
}

function watchLogs(folder: vscode.WorkspaceFolder, { changed }: RunChanges): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, LOGS));
  const tell = ({ fsPath }: vscode.Uri) => changed(dirname(fsPath));
  watcher.onDidChange(tell);
  watcher.onDidCreate(tell);
  watcher.onDidDelete(tell);
  return watcher;
}

function watchFolders(folder: vscode.WorkspaceFolder, { made, gone }: RunChanges): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "**"), false, true);
  watcher.onDidCreate(({ fsPath }) => made(fsPath));
  watcher.onDidDelete(({ fsPath }) => gone(fsPath));
  return watcher;
}
