import { basename } from "node:path";
import * as vscode from "vscode";
import { messageText } from "./safeText";

/** Why a file is not read that lies in a file system of an extension's. */
export function notOnDisk({ path }: vscode.Uri): string {
  return vscode.l10n.t(
    "{0} is not on this machine's disk, where Normscope reads files: save a copy of it there first.",
    messageText(basename(path)),
  );
}
