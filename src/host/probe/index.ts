import { join } from "node:path";
import * as vscode from "vscode";
import { copyProbeSnippet, insertProbeCell } from "./insertCell";
import { profileInNotebook } from "./kernel/profileInNotebook";
import { offerOnPythonPath } from "./pythonPath";

/** What helps to watch a training run: commands, and the bundled Python package where Python finds it. */
export function registerProbe(context: vscode.ExtensionContext): vscode.Disposable {
  const probe = join(context.extensionUri.fsPath, "dist", "probe");
  const places = {
    folder: join((context.storageUri ?? context.globalStorageUri).fsPath, "captures"),
    sources: join(probe, "src"),
  };
  const install = vscode.l10n.t("To install it: `pip install {0}`.", JSON.stringify(probe));
  return vscode.Disposable.from(
    offerOnPythonPath(context.environmentVariableCollection, join(probe, "onPath"), install),
    vscode.commands.registerCommand("normscope.insertProbeCell", () => insertProbeCell(probe)),
    vscode.commands.registerCommand("normscope.copyProbeSnippet", copyProbeSnippet),
    vscode.commands.registerCommand("normscope.profileInNotebook", () => profileInNotebook(places)),
    vscode.commands.registerCommand("normscope.howToWatch", () => {
      const readme = vscode.Uri.file(join(probe, "README.md"));
      return vscode.commands.executeCommand("markdown.showPreview", readme);
    }),
  );
}
