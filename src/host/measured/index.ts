import * as vscode from "vscode";
import type { ProfileRequest } from "../../protocol/engineApi";
import type { CheckConfiguration } from "../configuration";
import type { Engine } from "../engine";
import type { ImportsThread } from "../importsThread";
import type { ModulePathsAt } from "../modulePaths";
import { offer } from "../offer";
import { registerMeasuredActions } from "./actions";
import { chooseRun } from "./chooseRun";
import { goToCode } from "./goToCode";
import { registerMeasuredHover } from "./hover";
import { createLatest } from "./latest";
import { lineOf } from "./lines";
import { showInPanel } from "./links";
import { createMeasuredCode, type MeasuredCode } from "./measuredCode";
import { registerMeasuredStatus } from "./measuredStatus";
import { createModulePathsAt } from "./modulePathsAt";
import { registerMeasuredNotes } from "./notes";
import type { PlacedModules } from "./placedModules";
import { registerMeasuredProblems } from "./problems";

interface MeasuredContext {
  readonly engine: Engine;
  readonly imports: ImportsThread;
  readonly configuration: CheckConfiguration;
  readonly state: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** What others ask of measurements. */
export interface Measurements extends vscode.Disposable {
  readonly pathsAt: ModulePathsAt;
}

/** What was measured last of a model's layers, at the lines of code that build them. */
export function registerMeasured({ engine, imports, configuration, state, log }: MeasuredContext): Measurements {
  const latest = createLatest(engine, state, log);
  const code = createMeasuredCode(latest, imports, isWanted);
  const disposables = vscode.Disposable.from(
    latest,
    code,
    registerMeasuredHover(code),
    registerMeasuredProblems(code, configuration),
    registerMeasuredNotes(code),
    registerMeasuredActions(code),
    registerMeasuredStatus(latest),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("normscope.measured")) code.refresh();
    }),
    vscode.commands.registerCommand("normscope.chooseMeasuredRun", () => chooseRun(latest)),
    vscode.commands.registerCommand("normscope.goToCode", async (request?: ProfileRequest, layer?: string) => {
      if (request && layer !== undefined) await goToCode(latest, imports, request, layer);
    }),
    vscode.commands.registerCommand("normscope.showMeasured", async (path?: unknown) => {
      const now = latest.now();
      const [here] = path === undefined ? (measuredHere(code)?.layers ?? []) : [];
      const asked = path ?? here?.path;
      if (now && asked !== undefined) return showInPanel(now, asked);
      if (now)
        return void offer(
          vscode.window.showInformationMessage,
          vscode.l10n.t("Nothing was measured of what the code at the cursor builds."),
          vscode.l10n.t("Choose Measurements…"),
          () => vscode.commands.executeCommand("normscope.chooseMeasuredRun"),
        );
      void offer(
        vscode.window.showInformationMessage,
        vscode.l10n.t("Nothing was measured yet: watch a training run, or profile one."),
        vscode.l10n.t("How to Watch a Training Run"),
        () => vscode.commands.executeCommand("normscope.howToWatch"),
      );
    }),
  );
  return { pathsAt: createModulePathsAt(latest, imports), dispose: () => disposables.dispose() };
}

/** What was measured of what the line of the cursor builds. */
function measuredHere(code: MeasuredCode): PlacedModules | undefined {
  const editor = vscode.window.activeTextEditor;
  const placed = editor ? (code.in(editor.document.uri)?.placed ?? []) : [];
  return placed.find((one) => lineOf(one, editor!.document).intersection(editor!.selection));
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
