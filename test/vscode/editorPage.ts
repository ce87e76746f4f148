import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ui } from "./ui";
import { workspaceFile } from "./workspace";

export async function open(name: string): Promise<void> {
  await vscode.commands.executeCommand("vscode.openWith", workspaceFile(name), "normscope.tensorFile");
  await ui.waitFor("webview", '.editor[data-state="ready"]');
}

export async function select(tensor: string): Promise<void> {
  await ui.fill("webview", '[data-part="filter"]', tensor);
  await ui.click("webview", `[data-tensor="${tensor}"]`);
  await ui.fill("webview", '[data-part="filter"]', "");
}

export async function drawn(figure: string): Promise<void> {
  await ui.waitFor("webview", `[data-figure="${figure}"][data-drawn="plot"] .js-plotly-plot .plot-container`);
}

export async function fits(): Promise<void> {
  const width = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(width[0]! <= width[1]!, `scrolls sideways: ${width[0]} in ${width[1]} px`);
}
