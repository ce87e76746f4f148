import * as vscode from "vscode";

/** Files of the workspace without those that Git ignores, as the command line leaves them out. */
export async function withoutIgnored(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const { findGitIgnores } = await import("../../../check/gitIgnores");
  const git = findGitIgnores();
  const left: vscode.Uri[] = [];
  for (const uri of uris) {
    const root = uri.scheme === "file" ? vscode.workspace.getWorkspaceFolder(uri)?.uri : undefined;
    if (!root || !(await git.ignoresIn(root.fsPath, uri.fsPath))) left.push(uri);
  }
  return left;
}
