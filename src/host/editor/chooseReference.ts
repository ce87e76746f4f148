import { basename } from "node:path";
import * as vscode from "vscode";
import type { Reference } from "../../protocol/editor";
import { chooseFile } from "../chooseFiles";

/** Asks which checkpoint a file is to be measured against; undefined where none was chosen. */
export async function chooseReference(uri: vscode.Uri): Promise<Reference | undefined> {
  const chosen = await chooseFile(vscode.l10n.t("Compare {0} with…", basename(uri.path)), uri);
  if (!chosen) return undefined;
  if (chosen.scheme !== "file")
    throw new Error(vscode.l10n.t("{0}: is not a file on this machine's disk", basename(chosen.path)));
  return { path: chosen.fsPath, name: basename(chosen.path) };
}
