import * as vscode from "vscode";
import { ui } from "./ui";
import { until } from "./workspace";

/** What the hover shows: a finding, the table of a layer, or a picture of what was measured. */
const HOVER = {
  finding: ".monaco-hover:not(.hidden) .marker",
  layer: ".monaco-hover:not(.hidden) .hover-contents table",
  picture: '.monaco-hover:not(.hidden) .hover-contents img[src^="data:image/svg"]',
} as const;

/** Shows what is said at the caret. A hover where the mouse was left would stay in its place. */
export async function hoverAtCaret(shown: keyof typeof HOVER): Promise<void> {
  await ui.moveMouse(0, 0);
  await shows(shown, () => vscode.commands.executeCommand("editor.action.showHover"));
}

/** Shows what is said of a text of the window when the mouse comes to it. */
export async function hoverAtMouse(text: string, shown: keyof typeof HOVER): Promise<void> {
  await shows(shown, async () => {
    await ui.moveMouse(0, 0);
    await ui.hover("workbench", text);
  });
}

/** Hovers come late, and not at all before there is something to show. */
async function shows(shown: keyof typeof HOVER, ask: () => PromiseLike<unknown>): Promise<void> {
  await until(async () => {
    await ask();
    await new Promise((done) => setTimeout(done, 1500));
    return (await ui.count("workbench", HOVER[shown])) > 0;
  }, `the hover shows a ${shown}`);
}
