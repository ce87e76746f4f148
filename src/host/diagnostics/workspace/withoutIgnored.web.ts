import type * as vscode from "vscode";

/** What Git ignores is in no repository, which is what is open in a browser. */
export async function withoutIgnored(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  return uris;
}
