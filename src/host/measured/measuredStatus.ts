import { basename } from "node:path";
import * as vscode from "vscode";
import { l10n } from "vscode";
import { shortLine } from "../safeText";
import type { LatestMeasured } from "./latest";

/** In the status bar's `{}` of Python: whose measurements stand beside the code. */
export function registerMeasuredStatus(latest: LatestMeasured): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("normscope.measured", { language: "python" });
  item.name = l10n.t("Normscope: Measurements Beside Code");
  const show = () => {
    const [path] = latest.now()?.request.paths ?? [];
    const none = latest.choice() === "none";
    item.text = none
      ? l10n.t("Measurements: none shown")
      : path === undefined
        ? l10n.t("Measurements: none yet")
        : l10n.t("Measurements: {0}", shortLine(basename(path)));
    item.detail = path === undefined && !none ? l10n.t("Watch a training run, or profile one") : undefined;
    item.command =
      path === undefined && !none
        ? { command: "normscope.howToWatch", title: l10n.t("How to Watch") }
        : { command: "normscope.chooseMeasuredRun", title: l10n.t("Choose") };
  };
  show();
  return vscode.Disposable.from(item, latest.onDidChange(show));
}
