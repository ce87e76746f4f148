import * as vscode from "vscode";
import { actionOf, explainAction, ignoreActions } from "../findingActions";
import { shortLine } from "../safeText";
import { rangeOf } from "./lines";
import { SHOW } from "./links";
import type { MeasuredCode } from "./measuredCode";

const { QuickFix } = vscode.CodeActionKind;

/** In the light bulb at what was measured: its panel, comments to ignore it, and what it means. */
export function registerMeasuredActions(code: MeasuredCode): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, range, { only, diagnostics }) {
      if (only && !only.contains(QuickFix)) return [];
      const sure = code.in(document.uri)?.placed.filter(({ doubt }) => doubt === null) ?? [];
      return sure.flatMap((placed) => {
        const at = rangeOf(placed);
        if (!at.intersection(range)) return [];
        const about = diagnostics.filter((one) => one.source === "normscope" && one.range.isEqual(at));
        const codes = about.flatMap(({ code: known }) => (typeof known === "object" ? [String(known.value)] : []));
        return [
          showAction(placed.layers[0]!.path, about),
          ...codes
            .filter(isMeasured)
            .flatMap((known) => [...ignoreActions(document, known, at, about), explainAction(known, about)]),
        ];
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider({ language: "python", scheme: "file" }, provider, {
    providedCodeActionKinds: [QuickFix],
  });
}

function isMeasured(code: string): boolean {
  return /^NRM9\d\d$/.test(code);
}

function showAction(path: string, about: vscode.Diagnostic[]): vscode.CodeAction {
  const action = actionOf(vscode.l10n.t("Show {0} in panel", shortLine(path, 40)), about);
  action.command = { command: SHOW, title: vscode.l10n.t("Show in panel"), arguments: [path] };
  return action;
}
