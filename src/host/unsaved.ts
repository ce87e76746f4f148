import * as vscode from "vscode";
import type { UnsavedText } from "../check/codeStore";

/** A file of a folder of the workspace that is on disk. */
export interface FileOfFolder {
  readonly root: vscode.Uri;
  /** From there on, with slashes. */
  readonly path: string;
}

/** Null for what is on no disk, or in no folder of the workspace. */
export function fileOfFolder(uri: vscode.Uri): FileOfFolder | null {
  const root = uri.scheme === "file" ? vscode.workspace.getWorkspaceFolder(uri)?.uri : undefined;
  return root ? { root, path: uri.path.slice(root.path.length).replace(/^\/+/, "") } : null;
}

/** What is open below a folder, and not saved. */
export function unsavedIn(root: vscode.Uri): readonly UnsavedText[] {
  return vscode.workspace.textDocuments.flatMap((document) => {
    if (!document.isDirty || document.languageId !== "python") return [];
    const file = fileOfFolder(document.uri);
    return file?.root.toString() === root.toString() ? [{ path: file.path, text: document.getText() }] : [];
  });
}
