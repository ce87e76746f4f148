import * as vscode from "vscode";

/** Commands that start programs, read folders or have kernels run code: hidden where the extension runs in a browser. */
const COMMANDS = [
  "profileModel",
  "openRun",
  "compareRun",
  "revealRun",
  "copyRunPath",
  "deleteRun",
  "showMoreRuns",
  "refreshRuns",
  "insertProbeCell",
  "copyProbeSnippet",
  "profileInNotebook",
  "howToWatch",
  "chooseMeasuredRun",
  "showMeasured",
  "goToCode",
  "openExample",
  "getStarted",
  "reportProblem",
];

/** Whoever calls one all the same, by a key or from a panel, is told where it works. */
export function registerElsewhere(): vscode.Disposable {
  const tell = () =>
    void vscode.window.showInformationMessage(
      vscode.l10n.t("This part of Normscope needs VS Code on a desktop, or in a browser with a server behind it."),
    );
  return vscode.Disposable.from(
    ...COMMANDS.map((command) => vscode.commands.registerCommand(`normscope.${command}`, tell)),
  );
}
