import * as vscode from "vscode";
import type { ProfileRequest } from "../protocol/engineApi";
import { TENSOR_FILES } from "../protocol/tensorFiles";
import { chooseFiles } from "./chooseFiles";
import { notOnDisk } from "./notOnDisk";
import { openPanel, panelSerializer } from "./panel";
import type { PanelContext, PanelKind } from "./panelKind";
import { isReadable } from "./paths";
import { requestFor } from "./request";

interface Choice {
  /** Which layer of what is opened to choose. */
  readonly layer?: string;
}

/**
 * A command on tensor files and folders that opens a panel, and the panels that are restored.
 *
 * @param endings of the files that a person who named none is offered
 */
export function registerTensorCommand(
  context: PanelContext,
  command: string,
  title: string,
  kind: PanelKind<ProfileRequest>,
  endings: readonly string[] = TENSOR_FILES,
): vscode.Disposable {
  return vscode.Disposable.from(
    // The explorer passes the item that was clicked and all selected ones; the tree of runs the layer that was chosen.
    vscode.commands.registerCommand(command, async (clicked?: vscode.Uri, selected?: vscode.Uri[], more?: Choice) => {
      const uris = selected?.length ? selected : clicked ? [clicked] : await chooseFiles(title, endings);
      if (!uris?.length) return;
      const elsewhere = uris.find((uri) => !isReadable(uri));
      if (elsewhere) {
        void vscode.window.showErrorMessage(notOnDisk(elsewhere));
        return;
      }
      openPanel(context, kind, requestFor(uris), typeof more?.layer === "string" ? { layer: more.layer } : {});
    }),
    vscode.window.registerWebviewPanelSerializer(kind.type, panelSerializer(context, kind)),
  );
}
