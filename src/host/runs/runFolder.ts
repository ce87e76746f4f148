import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";

/** A folder that holds the logs of a training run, one a rank. */
export interface RunFolder {
  /** Absolute path. */
  readonly path: string;
  /** Absolute paths of its logs, in order. */
  readonly logs: readonly string[];
  /** Of the logs together; another one where any of them was changed. */
  readonly stamp: string;
  /** When one of them was last written to, in milliseconds since 1970. */
  readonly written: number;
}

const LOGS = "**/*.normlog";
/** Of ranks of all runs: thousands of runs of a few ranks. */
const MOST_LOGS = 20_000;

/** The runs of the workspace, the one that was written to last first. */
export async function findRunFolders(token: vscode.CancellationToken): Promise<readonly RunFolder[]> {
  const found = await vscode.workspace.findFiles(LOGS, "**/{node_modules,.git}/**", MOST_LOGS, token);
  const logs = new Map<string, string[]>();
  for (const { scheme, fsPath } of found) {
    if (scheme !== "file") continue;
    const folder = dirname(fsPath);
    logs.set(folder, [...(logs.get(folder) ?? []), fsPath]);
  }
  const folders = await Promise.all([...logs].map(([path, inside]) => readRunFolder(path, inside)));
  return newestFirst(folders.filter((folder) => folder !== null));
}

/** What is known of a run without reading its logs; null where none of them is there any more. */
export async function readRunFolder(path: string, logs: readonly string[]): Promise<RunFolder | null> {
  const found: { readonly log: string; readonly size: number; readonly mtimeMs: number }[] = [];
  for (const log of [...logs].sort(BY_NAME.compare)) {
    const about = await stat(log).catch(() => null);
    if (about?.isFile()) found.push({ log, size: about.size, mtimeMs: about.mtimeMs });
  }
  if (found.length === 0) return null;
  return {
    path,
    logs: found.map(({ log }) => log),
    stamp: found.map(({ log, size, mtimeMs }) => `${basename(log)} ${size} ${mtimeMs}`).join("\n"),
    written: Math.max(...found.map(({ mtimeMs }) => mtimeMs)),
  };
}

export function newestFirst(folders: readonly RunFolder[]): readonly RunFolder[] {
  return [...folders].sort((a, b) => b.written - a.written || BY_NAME.compare(a.path, b.path));
}

const BY_NAME = new Intl.Collator("en", { numeric: true });

/** Tells which log was written, made or deleted. */
export function watchLogs(changed: (log: string) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(LOGS);
  const tell = ({ scheme, fsPath }: vscode.Uri) => {
    if (scheme === "file") changed(fsPath);
  };
  watcher.onDidChange(tell);
  watcher.onDidCreate(tell);
  watcher.onDidDelete(tell);
  return watcher;
}
