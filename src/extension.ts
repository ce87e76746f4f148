import * as vscode from "vscode";
import { registerAdvice } from "./host/advice";
import { registerAssists } from "./host/assists";
import { checkProgram } from "./host/checkProgram";
import { registerCompare } from "./host/compare";
import { createConfiguration } from "./host/configuration";
import { registerDiagnostics } from "./host/diagnostics";
import { registerEditor } from "./host/editor";
import { createEngine } from "./host/engine";
import { registerExamples } from "./host/examples";
import { registerHelp } from "./host/help";
import { registerHover } from "./host/hover";
import { createImportsThread } from "./host/importsThread";
import { registerLab } from "./host/lab";
import { createLog } from "./host/log";
import { registerMeasured } from "./host/measured";
import { registerOnnx } from "./host/onnx";
import { registerProbe } from "./host/probe";
import { registerProfile } from "./host/profile";
import { createPythonFiles } from "./host/pythonFiles";
import { registerRuns } from "./host/runs";

/** What Normscope offers, one line a feature. */
export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const icon = vscode.Uri.joinPath(context.extensionUri, "media", "panel.svg");
  const log = createLog();
  const engine = createEngine(vscode.Uri.joinPath(dist, "worker.mjs").fsPath, log.job);
  const python = createPythonFiles(dist, log);
  const program = checkProgram(dist, context.storageUri);
  const imports = createImportsThread(program);
  const configuration = createConfiguration(log);
  const panels = { engine, dist, icon, log };
  context.subscriptions.push(
    log,
    engine,
    python,
    imports,
    configuration,
    registerProfile(panels),
    registerCompare(panels),
    registerEditor(panels),
    registerRuns(panels),
    registerOnnx(panels, context.workspaceState),
    registerLab(panels, context.storageUri ?? context.globalStorageUri),
    registerProbe(context),
    registerExamples(context.extensionUri, log),
    registerHelp(context.extension, log),
    registerHover(python, imports, log),
  );
  // What is registered later comes first in a hover: what was measured, and then what is always true of such a layer.
  const measured = registerMeasured({ engine, imports, configuration, state: context.workspaceState, log });
  context.subscriptions.push(
    measured,
    registerDiagnostics(python, imports, program, configuration, log),
    registerAssists(python, log),
    registerAdvice(python, engine, measured.pathsAt, log),
  );
}
