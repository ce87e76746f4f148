import * as vscode from "vscode";
import { uriOf } from "../paths.web";

/** A file that the extension keeps for itself; null where there is none. @param folder as `pathOf` has it */
export async function readStored(folder: string, name: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(uriOf(folder), name)));
  } catch (error) {
    if ((error as vscode.FileSystemError).code === "FileNotFound") return null;
    throw error;
  }
}

/** The browser's storage writes a file as a whole. */
export async function writeStored(folder: string, name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(uriOf(folder), name), new TextEncoder().encode(text));
}
