import assert from "node:assert/strict";
import * as vscode from "vscode";

export const THEMES = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
} as const;

/** Every kind that there is; pictures are taken of most. */
export const ALL_THEMES = { ...THEMES, "high-contrast-light": "Default High Contrast Light" } as const;

export function setTheme(theme: keyof typeof ALL_THEMES): Thenable<void> {
  const settings = vscode.workspace.getConfiguration("workbench");
  return settings.update("colorTheme", ALL_THEMES[theme], vscode.ConfigurationTarget.Global);
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
