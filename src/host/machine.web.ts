import type * as vscode from "vscode";

/** How many threads may run at once. */
export function cores(): number {
  return navigator.hardwareConcurrency;
}

/** Where a person keeps things, if there is such a place. */
export function homeFolder(): vscode.Uri | undefined {
  return undefined;
}
