import * as vscode from "vscode";

/** The command line's program, whose threads look at files. */
export interface CheckProgram {
  readonly program: string;
  /** Where it may keep what it has read; null where there is no place. */
  readonly cache: string | null;
}

/**
 * @param dist the folder of the bundles
 * @param storage the workspace's
 */
export function checkProgram(dist: vscode.Uri, storage: vscode.Uri | undefined): CheckProgram {
  return {
    program: vscode.Uri.joinPath(dist, "cli.mjs").fsPath,
    cache: storage?.scheme === "file" ? vscode.Uri.joinPath(storage, "code").fsPath : null,
  };
}
