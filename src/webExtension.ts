import * as vscode from "vscode";
import { registerAdvice } from "./host/advice";
import { registerAssists } from "./host/assists";
import { checkProgram } from "./host/checkProgram";
import { registerCompare } from "./host/compare";
import { createConfiguration } from "./host/configuration";
import { registerDiagnostics } from "./host/diagnostics";
import { registerEditor } from "./host/editor";
import { registerElsewhere } from "./host/elsewhere";
import { createEngine } from "./host/engine";
import { registerHover } from "./host/hover";
import { registerLab } from "./host/lab";
import { noImports } from "./host/noImports";
import { pathOf } from "./host/paths";
import { registerProfile } from "./host/profile";
import { createPythonFiles } from "./host/pythonFiles";

/** What Normscope offers where there is a browser and nothing else, one line a feature. */
export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const icon = vscode.Uri.joinPath(context.extensionUri, "media", "panel.svg");
  const log = vscode.window.createOutputChannel("Normscope", { log: true });
  const engine = createEngine(pathOf(vscode.Uri.joinPath(dist, "worker.mjs")));
  const python = createPythonFiles(dist, log);
  const configuration = createConfiguration(log);
  const panels = { engine, dist, icon, log };
  context.subscriptions.push(
    log,
    engine,
    python,
    configuration,
    registerProfile(panels),
    registerCompare(panels),
    registerEditor(panels),
    registerLab(panels, context.storageUri ?? context.globalStorageUri),
    registerHover(python, noImports, log),
    registerDiagnostics(python, noImports, checkProgram(dist, context.storageUri), configuration, log),
    registerAssists(python, log),
    registerAdvice(python, engine, async () => null, log),
    registerElsewhere(),
  );
}
