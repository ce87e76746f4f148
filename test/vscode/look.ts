import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ui } from "./ui";
import { setTheme, THEMES } from "./workspace";

export type Theme = keyof typeof THEMES;

/** A test for each of VS Code's kinds of theme. The suite that it stands in sets its theme back. */
export function inEveryTheme(what: string, look: (theme: Theme) => Promise<void>): void {
  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`${what} in the ${theme} theme`, async () => {
      await setTheme(theme);
      await look(theme);
    });
  }
}

/** Looks at something in a narrow window without a side bar, which is as it was afterwards. */
export async function inNarrowWindow(
  { width, height, theme = "dark" }: { readonly width: number; readonly height: number; readonly theme?: Theme },
  look: () => Promise<void>,
): Promise<void> {
  await setTheme(theme);
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
  await ui.resize(width, height);
  try {
    await look();
  } finally {
    await ui.resize(1280, 800);
    await vscode.commands.executeCommand("workbench.view.explorer");
  }
}

/** Whatever is too wide for a webview has a place of its own to scroll in. */
export async function doesNotScrollSideways(): Promise<void> {
  const [width, window] = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width! <= window!, `scrolls sideways: ${width} in ${window} px`);
}
