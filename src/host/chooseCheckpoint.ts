import * as vscode from "vscode";
import { chooseFile } from "./chooseFiles";

/**
 * Asks which file holds the running statistics of layers whose activations were captured, those beside the captured files
 * first.
 *
 * @param paths absolute ones, of what was captured
 * @returns its absolute path; undefined where none was chosen that lies on this machine
 */
export async function chooseCheckpoint(paths: readonly string[]): Promise<string | undefined> {
  const title = "Checkpoint with the Running Statistics";
  const chosen = await chooseFile(title, paths[0] === undefined ? undefined : vscode.Uri.file(paths[0]));
  if (chosen && chosen.scheme !== "file") {
    void vscode.window.showErrorMessage("Normscope: the checkpoint is not a file on this machine's disk.");
    return undefined;
  }
  return chosen?.fsPath;
}
