import * as vscode from "vscode";
import { ui } from "../ui";

export function profile(uri: vscode.Uri): void {
  void vscode.commands.executeCommand("normscope.profile", uri);
}

export const ready = () => ui.waitFor("webview", '[data-state="ready"]');

/** Why a page has nothing to show. */
export async function failure(): Promise<string> {
  await ui.waitFor("webview", '[data-state="failed"]');
  return ui.text("webview", '[data-part="message"]');
}

export const closeAll = () => vscode.commands.executeCommand("workbench.action.closeAllEditors");
