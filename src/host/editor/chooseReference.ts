import { basename } from "node:path";
import type * as vscode from "vscode";
import type { Reference } from "../../protocol/editor";
import { chooseFile } from "../chooseFiles";

/** Asks which checkpoint a file is to be measured against; undefined where none was chosen. */
export async function chooseReference(uri: vscode.Uri): Promise<Reference | undefined> {
  const chosen = await chooseFile(`Compare ${basename(uri.path)} with…`, uri);
  if (!chosen) return undefined;
  if (chosen.scheme !== "file") throw new Error(`${basename(chosen.path)}: is not a file on this machine's disk`);
  return { path: chosen.fsPath, name: basename(chosen.path) };
}
