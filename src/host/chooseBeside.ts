import * as vscode from "vscode";
import type { ChosenFile } from "../protocol/panel";
import { chooseFile } from "./chooseFiles";
import { notOnDisk } from "./notOnDisk";
import { isReadable, pathOf, uriOf } from "./paths";

const TITLES: Readonly<Record<ChosenFile, string>> = {
  checkpoint: vscode.l10n.t("Checkpoint with the Running Statistics"),
  inference: vscode.l10n.t("Activations of the Same Examples in Inference"),
};

/**
 * Asks for a file that questions about captured layers need, those beside the captured files first.
 *
 * @param paths absolute ones, of what was captured
 * @returns its absolute path; undefined where none was chosen that lies on this machine
 */
export async function chooseBeside(which: ChosenFile, paths: readonly string[]): Promise<string | undefined> {
  const chosen = await chooseFile(TITLES[which], paths[0] === undefined ? undefined : uriOf(paths[0]));
  if (chosen && !isReadable(chosen)) {
    void vscode.window.showErrorMessage(notOnDisk(chosen));
    return undefined;
  }
  return chosen && pathOf(chosen);
}
