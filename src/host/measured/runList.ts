import * as vscode from "vscode";
import { findRunFolders, newestFirst, type RunFolder, readRunFolder } from "../runFolder";

/** The workspace's runs, looked for once and then followed: searching a workspace takes a while. */
export interface RunList {
  /** The one that was written to last first. */
  now(): Promise<readonly RunFolder[]>;
  /** Logs in this folder were written, made or deleted. */
  changed(folder: string): void;
  /** Has all of them looked for again. */
  forget(): void;
}

/** Watchers do not see everything: network drives, folders that have just been made. */
const SEARCH_MS = 300_000;

export function createRunList(): RunList {
  const waiting = new Set<string>();
  let known: readonly RunFolder[] | null = null;
  let searched = 0;

  return {
    async now() {
      if (known === null || Date.now() - searched > SEARCH_MS) {
        waiting.clear();
        searched = Date.now();
        known = await findRunFolders(new vscode.CancellationTokenSource().token);
        return known;
      }
      // The newest may go on.
      const folders = new Set([...known.slice(0, 1).map(({ path }) => path), ...waiting]);
      waiting.clear();
      const changed = await Promise.all([...folders].map(readRunFolder));
      const others = known.filter(({ path }) => !folders.has(path));
      known = newestFirst([...others, ...changed.filter((run) => run !== null)]);
      return known;
    },
    changed: (folder) => void waiting.add(folder),
    forget: () => {
      known = null;
    },
  };
}
