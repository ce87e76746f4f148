import { basename } from "node:path";
import * as vscode from "vscode";
import { labelText } from "../safeText";

const MOST_FILES = 1000;
const TITLE = vscode.l10n.t("Profile ONNX Model");

/** Asks for a model, those of the workspace first; undefined where none was chosen. */
export async function askForModel(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles("**/*.onnx", "**/{node_modules,.git}/**", MOST_FILES);
  const items: (vscode.QuickPickItem & { readonly uri?: vscode.Uri })[] = [
    {
      label: `$(go-to-file) ${vscode.l10n.t("Choose a file…")}`,
      description: vscode.l10n.t("anywhere on this machine"),
    },
    ...found
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map((uri) => ({
        label: `$(file) ${labelText(basename(uri.path))}`,
        description: labelText(vscode.workspace.asRelativePath(uri)),
        uri,
      })),
  ];
  const item = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: vscode.l10n.t("The model to run"),
    matchOnDescription: true,
  });
  if (!item || item.uri) return item?.uri;
  const filters = { [vscode.l10n.t("ONNX models")]: ["onnx"] };
  const [chosen] = (await vscode.window.showOpenDialog({ title: TITLE, filters })) ?? [];
  return chosen;
}
