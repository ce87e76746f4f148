import * as vscode from "vscode";

/** Whether the engine can read what lies there. */
export function isReadable({ scheme }: vscode.Uri): boolean {
  return scheme === "file";
}

/** The absolute path by which the engine knows a file or folder that it can read. */
export function pathOf(uri: vscode.Uri): string {
  return uri.fsPath;
}

/** Where a path of `pathOf` leads. */
export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.file(path);
}
