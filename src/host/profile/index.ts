import * as vscode from "vscode";
import { chooseFiles } from "./chooseFiles";
import { openPanel, PANEL_TYPE, type PanelContext, panelSerializer } from "./panel";
import { requestFor } from "./request";

/** The command "Normscope: Profile Activations" and its panels. */
export function registerProfile(context: PanelContext): vscode.Disposable {
  return vscode.Disposable.from(
    // The explorer passes the item that was clicked and all selected ones.
    vscode.commands.registerCommand("normscope.profile", async (clicked?: vscode.Uri, selected?: vscode.Uri[]) => {
      const uris = selected?.length ? selected : clicked ? [clicked] : await chooseFiles();
      if (!uris?.length) return;
      const elsewhere = uris.find((uri) => uri.scheme !== "file");
      if (elsewhere) {
        void vscode.window.showErrorMessage(
          `Normscope profiles files on disk, but ${elsewhere.path} is in a ${elsewhere.scheme} file system.`,
        );
        return;
      }
      openPanel(context, requestFor(uris));
    }),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panelSerializer(context)),
  );
}
