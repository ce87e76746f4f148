import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
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

export const LOGS = "**/*.normlog";
/** Of ranks of all runs: thousands of runs of a few ranks. */
const MOST_LOGS = 20_000;

/** The runs of the workspace, the one that was written to last first. */
export async function findRunFolders(token: vscode.CancellationToken): Promise<readonly RunFolder[]> {
  const folders = await Promise.all([...(await foldersWithLogs(LOGS, token))].map(readRunFolder));
  return newestFirst(folders.filter((folder) => folder !== null));
}

/** Paths of folders with logs, at or below a folder. */
export async function foldersBelow(path: string): Promise<ReadonlySet<string>> {
  if (!(await stat(path).catch(() => null))?.isDirectory()) return new Set();
  return foldersWithLogs(new vscode.RelativePattern(vscode.Uri.file(path), LOGS));
}

async function foldersWithLogs(pattern: vscode.GlobPattern, token?: vscode.CancellationToken): Promise<Set<string>> {
  const found = await vscode.workspace.findFiles(pattern, "**/{node_modules,.git}/**", MOST_LOGS, token);
  return new Set(found.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => dirname(fsPath)));
}

/** What is known of a run without reading its logs; null where there are none. */
export async function readRunFolder(path: string): Promise<RunFolder | null> {
  const names = (await readdir(path).catch(() => [])).filter((name) => name.toLowerCase().endsWith(".normlog"));
  const found: { readonly log: string; readonly size: number; readonly mtimeMs: number }[] = [];
  for (const name of names.sort(BY_NAME.compare)) {
    const about = await stat(join(path, name)).catch(() => null);
    if (about?.isFile()) found.push({ log: join(path, name), size: about.size, mtimeMs: about.mtimeMs });
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
