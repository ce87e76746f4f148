import assert from "node:assert/strict";
import * as vscode from "vscode";

export const THEMES = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
} as const;

export function setTheme(theme: keyof typeof THEMES): Thenable<void> {
  const settings = vscode.workspace.getConfiguration("workbench");
  return settings.update("colorTheme", THEMES[theme], vscode.ConfigurationTarget.Global);
}

/** A file of the copied examples folder that the suite runs in. */
export function workspaceFile(...path: string[]): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, ...path);
}

/** Waits until something holds, and fails with what did not. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  what: string,
  milliseconds = 30_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`timed out: ${what}`);
}
