import * as vscode from "vscode";
import { l10n } from "vscode";
import type { CheckConfiguration } from "../configuration";
import type { LiveFindings } from "./liveFindings";

/** In the status bar's `{}` of Python: how many findings there are in what is looked at, or why there are none. */
export function registerFindingsStatus(live: LiveFindings, configuration: CheckConfiguration): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("normscope.findings", { language: "python" });
  item.name = l10n.t("Normscope: Findings in Code");
  const show = () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== "python") return;
    const checked = live.known(document);
    const on = configuration.isLive(document.uri);
    item.busy = on && checked === undefined;
    const count = checked?.source.notebook ? checked.findings.length : problemsOf(document);
    item.text = on && item.busy ? l10n.t("Normscope: checking…") : textOf(count, on);
    item.detail = on && checked?.basis === null ? l10n.t("Nothing here builds or trains a model") : undefined;
    item.command = !on
      ? { command: "workbench.action.openSettings", title: l10n.t("Settings"), arguments: ["normscope.check.enabled"] }
      : count > 0
        ? { command: "workbench.actions.view.problems", title: l10n.t("Show Problems") }
        : { command: "normscope.checkWorkspace", title: l10n.t("Check Workspace") };
  };
  show();
  return vscode.Disposable.from(
    item,
    live.onDidCheck(show),
    vscode.languages.onDidChangeDiagnostics(show),
    configuration.onDidChange(show),
    vscode.window.onDidChangeActiveTextEditor(show),
  );
}

/** What was found in a file's code and what was measured of it, which no notebook has. */
function problemsOf({ uri }: vscode.TextDocument): number {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "normscope").length;
}

function textOf(count: number, on: boolean): string {
  if (!on) return l10n.t("Normscope: check is off");
  if (count === 0) return l10n.t("Normscope: no findings");
  return count === 1 ? l10n.t("Normscope: 1 finding") : l10n.t("Normscope: {0} findings", count);
}
