import { basename } from "node:path";
import * as vscode from "vscode";
import { offer } from "../../offer";
import { messageText } from "../../safeText";
import { writeFile } from "../../saveFile";
import type { WorkspaceFindings } from "./checkFiles";

/** Writes what was found as SARIF, where a person says, and opens it. */
export async function exportFindings({ files, checked }: WorkspaceFindings): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export Findings as SARIF"),
    filters: { SARIF: ["sarif"] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, "normscope.sarif") } : {}),
  });
  if (!target) return;
  const found = { files: files.map(({ file }) => file), fileCount: checked, fixed: 0, known: 0, broken: 0, notes: [] };
  try {
    const { checkSarif } = await import("../../codeAnalysis");
    await writeFile(target, new TextEncoder().encode(`${checkSarif(found)}\n`));
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t("Normscope: {0}", messageText((error as Error).message)));
    return;
  }
  await offer(
    vscode.window.showInformationMessage,
    vscode.l10n.t("Saved {0}.", messageText(basename(target.path))),
    vscode.l10n.t("Open"),
    () => vscode.window.showTextDocument(target),
  );
}
