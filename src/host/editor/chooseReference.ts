import { basename } from "node:path";
import * as vscode from "vscode";
import type { Reference } from "../../protocol/editor";
import { chooseFile } from "../chooseFiles";
import { notOnDisk } from "../notOnDisk";
import { isReadable, pathOf } from "../paths";

/** Asks which checkpoint a file is to be measured against; undefined where none was chosen. */
export async function chooseReference(uri: vscode.Uri): Promise<Reference | undefined> {
  const chosen = await chooseFile(vscode.l10n.t("Compare {0} with…", basename(uri.path)), uri);
  if (!chosen) return undefined;
  if (!isReadable(chosen)) throw new Error(notOnDisk(chosen));
  return { path: pathOf(chosen), name: basename(chosen.path) };
}
