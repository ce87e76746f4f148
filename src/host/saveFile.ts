import { basename } from "node:path";
import * as vscode from "vscode";
import type { FileToSave, SavedKind } from "../protocol/editor";

const FILTERS: Readonly<Record<SavedKind, Record<string, string[]>>> = {
  json: { [vscode.l10n.t("Normscope report")]: ["json"] },
  csv: { [vscode.l10n.t("Comma-separated values")]: ["csv"] },
  svg: { [vscode.l10n.t("SVG picture")]: ["svg"] },
  png: { [vscode.l10n.t("PNG picture")]: ["png"] },
};

/** Asks where a file is to go, and writes it there. @param folder where the dialog begins */
export async function saveFile(folder: vscode.Uri | undefined, { name, kind, content }: FileToSave): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/gu, "-")) }),
    filters: FILTERS[kind],
  });
  if (!target) return;
  const bytes =
    kind === "png" ? Uint8Array.from(atob(content), (c) => c.charCodeAt(0)) : new TextEncoder().encode(content);
  await writeFile(target, bytes);
}

/** @throws what to tell a person */
export async function writeFile(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    const message = (error as Error).message.replace(/^Error: /, "");
    throw new Error(vscode.l10n.t("{0} could not be saved: {1}", basename(target.path), message));
  }
}
