import * as vscode from "vscode";
import type { CheckConfiguration } from "../configuration";
import type { Engine } from "../engine";
import type { ImportsThread } from "../importsThread";
import { chooseRun } from "./chooseRun";
import { registerMeasuredHover } from "./hover";
import { createLatest } from "./latest";
import { showInPanel } from "./links";
import { createMeasuredCode } from "./measuredCode";
import { registerMeasuredNotes } from "./notes";
import { registerMeasuredProblems } from "./problems";

interface MeasuredContext {
  readonly engine: Engine;
  readonly imports: ImportsThread;
  readonly configuration: CheckConfiguration;
  readonly state: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** What was measured last of a model's layers, at the lines of code that build them. */
export function registerMeasured({ engine, imports, configuration, state, log }: MeasuredContext): vscode.Disposable {
  const latest = createLatest(engine, state, log);
  const code = createMeasuredCode(latest, imports, isWanted);
  return vscode.Disposable.from(
    latest,
    code,
    registerMeasuredHover(code),
    registerMeasuredProblems(code, configuration),
    registerMeasuredNotes(code),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("normscope.measured")) code.refresh();
    }),
    vscode.commands.registerCommand("normscope.chooseMeasuredRun", () => chooseRun(latest)),
    vscode.commands.registerCommand("normscope.showMeasured", (path?: unknown) => {
      const now = latest.now();
      return now ? showInPanel(now, path) : undefined;
    }),
  );
}

/** Whether anything is to be shown beside code at all. */
function isWanted(): boolean {
  const settings = vscode.workspace.getConfiguration("normscope.measured");
  return (
    settings.get("hover", true) ||
    settings.get("diagnostics", true) ||
    settings.get("codeLens", false) ||
    settings.get("inlayHints", false)
  );
}
