import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Engine } from "../engine";
import type { ModulePathsAt } from "../modulePaths";
import type { PythonFiles } from "../pythonFiles";
import { tellFailure } from "../tellFailure";

/** Says which normalization fits at the cursor, after at most three questions; a failure is logged and told. */
export function registerAdvice(
  python: PythonFiles,
  engine: Engine,
  pathsAt: ModulePathsAt,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand("normscope.whichNormalization", async () => {
    try {
      const { adviseHere } = await import("./adviseHere");
      await adviseHere(python, engine, pathsAt);
    } catch (error) {
      void tellFailure(log, l10n.t("Normscope could not find which normalization fits here."), error);
    }
  });
}
