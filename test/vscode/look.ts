import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ui } from "./ui";
import { type ALL_THEMES, setTheme, THEMES, until } from "./workspace";

export type Theme = keyof typeof THEMES;

/** A test that shows something once, and looks at it while a person goes through VS Code's kinds of theme. */
export function inEveryTheme(
  what: string,
  show: () => Promise<unknown>,
  look: (theme: Theme) => Promise<unknown>,
): void {
  it(`${what} in every theme`, async () => {
    await show();
    await withEveryTheme(look);
  });
}

/** Looks at what is shown in each kind of theme, the dark one being there before and after. */
export async function withEveryTheme(look: (theme: Theme) => Promise<unknown>): Promise<void> {
  try {
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await changeTheme(theme);
      await look(theme);
    }
    await changeTheme("dark");
  } finally {
    await setTheme("dark");
  }
}

/** How the window's and a webview's document tell which kind of theme they have. */
const KINDS = {
  dark: ["vs-dark", "vscode-dark"],
  light: ["vs", "vscode-light"],
  "high-contrast": ["hc-black", "vscode-high-contrast"],
  "high-contrast-light": ["hc-light", "vscode-high-contrast-light"],
} as const;

/** Changes the theme, and waits until what is in sight has it, every figure drawn anew. */
export async function changeTheme(theme: keyof typeof ALL_THEMES): Promise<void> {
  const [ofWindow, ofWebview] = KINDS[theme];
  const isChanged = async () => (await ui.count("workbench", `.monaco-workbench.${ofWindow}`)) > 0;
  if (await isChanged()) return;
  const hasWebview = (await ui.count("workbench", "iframe.webview.ready:visible")) > 0;
  if (hasWebview) await unmarkFigures();
  await setTheme(theme);
  await until(isChanged, `the window has the ${theme} theme`);
  if (hasWebview) await until(() => isDrawnAnew(ofWebview), `the webview has the ${theme} theme`);
  // Colours of the window fade in.
  await new Promise((done) => setTimeout(done, 300));
}

function unmarkFigures(): Promise<void> {
  return ui.evaluate("webview", () => {
    for (const figure of document.querySelectorAll("figure")) if (figure.offsetWidth > 0) delete figure.dataset.drawn;
  });
}

function isDrawnAnew(kind: string): Promise<boolean> {
  return ui.evaluate(
    "webview",
    (kind: string) =>
      document.body.dataset.vscodeThemeKind === kind &&
      [...document.querySelectorAll("figure")].every((one) => one.offsetWidth === 0 || one.dataset.drawn !== undefined),
    kind,
  );
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
    await setTheme("dark");
  }
}

/** Whatever is too wide for a webview has a place of its own to scroll in. */
export async function doesNotScrollSideways(): Promise<void> {
  const [width, window] = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width! <= window!, `scrolls sideways: ${width} in ${window} px`);
}
