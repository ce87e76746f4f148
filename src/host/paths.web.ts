import * as vscode from "vscode";

/** The window reads for the engine whatever file system it knows. */
export function isReadable(_uri: vscode.Uri): boolean {
  return true;
}

/** The path by which the engine knows a file or folder: the file system comes first, as in /vscode-vfs/@github/owner/repository. */
export function pathOf({ scheme, authority, path }: vscode.Uri): string {
  return `/${scheme}/@${encodeURIComponent(authority)}${path}`;
}

/** Where a path of `pathOf` leads. */
export function uriOf(path: string): vscode.Uri {
  const [, scheme = "", authority = "", ...rest] = path.split("/");
  return vscode.Uri.from({ scheme, authority: decodeURIComponent(authority.slice(1)), path: `/${rest.join("/")}` });
}
