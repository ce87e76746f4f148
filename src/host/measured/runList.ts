import * as vscode from "vscode";
import { findRunFolders, newestFirst, type RunFolder, readRunFolder } from "../runFolder";
import { nearbyLogs } from "./nearbyLogs";

/** The workspace's runs, looked for once and then followed: searching a workspace takes a while. */
export interface RunList {
  /** The one that was written to last first; at first perhaps only those near the top of the workspace. */
  now(): Promise<readonly RunFolder[]>;
  /** Logs in this folder were written, made or deleted. */
  changed(folder: string): void;
  /** Looks for all of them anew. */
  search(): Promise<readonly RunFolder[]>;
}

/** Watchers do not see everything: network drives, folders that have just been made. */
const SEARCH_MS = 300_000;

/** @param onFound told when the search is over, where runs nearby were answered with before */
export function createRunList(onFound: () => void): RunList {
  const waiting = new Set<string>();
  let known: readonly RunFolder[] | null = null;
  let searching: Promise<readonly RunFolder[]> | null = null;
  let searched = 0;

  async function search(): Promise<readonly RunFolder[]> {
    waiting.clear();
    searched = Date.now();
    try {
      known = await findRunFolders(new vscode.CancellationTokenSource().token);
      return known;
    } finally {
      searching = null;
    }
  }

  return {
    async now() {
      if (known === null || Date.now() - searched > SEARCH_MS) {
        searching ??= search();
        const nearby = known === null ? await nearbyRuns() : [];
        if (nearby.length === 0) return searching;
        searching.then(onFound, () => undefined);
        return nearby;
      }
      // The newest may go on.
      const folders = new Set([...known.slice(0, 1).map(({ path }) => path), ...waiting]);
      waiting.clear();
      const changed = await Promise.all([...folders].map(readRunFolder));
      const others = known.filter(({ path }) => !folders.has(path));
      known = newestFirst([...others, ...changed.filter((run) => run !== null)]);
      return known;
    },
    search: () => {
      searching ??= search();
      return searching;
    },
    changed: (folder) => void waiting.add(folder),
  };
}

async function nearbyRuns(): Promise<readonly RunFolder[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const folders = await Promise.all(roots.map(({ uri }) => nearbyLogs(uri.fsPath)));
  const runs = await Promise.all(folders.flat().map(readRunFolder));
  return newestFirst(runs.filter((run) => run !== null));
}
