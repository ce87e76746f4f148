import * as vscode from "vscode";
import { createEngine } from "./host/engine";
import { registerHover } from "./host/hover";
import { registerProfile } from "./host/profile";

/** What Normscope offers, one line a feature. */
export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const icon = vscode.Uri.joinPath(context.extensionUri, "media", "panel.svg");
  const log = vscode.window.createOutputChannel("Normscope", { log: true });
  const engine = createEngine(vscode.Uri.joinPath(dist, "worker.js").fsPath);
  context.subscriptions.push(log, engine, registerProfile({ engine, dist, icon, log }), registerHover(context, log));
}
