import * as vscode from "vscode";
import type { PanelContext } from "../panelKind";
import { registerTensorCommand } from "../tensorCommand";

/** The command "Normscope: Compare Normalizations" and its panels. */
export function registerCompare(context: PanelContext): vscode.Disposable {
  return registerTensorCommand(context, "normscope.compare", vscode.l10n.t("Compare Normalizations"), {
    type: "normscope.compare",
    title: (files) => vscode.l10n.t("Compare: {0}", files),
    script: "compare.js",
    ask: (engine, request, options) => engine.compare(request, options),
  });
}
