import * as vscode from "vscode";
import type { Log } from "../log";
import { reportProblem } from "./reportProblem";

/** What somebody asks for who is new, or in trouble. */
export function registerHelp(extension: vscode.Extension<unknown>, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("normscope.getStarted", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extension.id}#start`, false),
    ),
    vscode.commands.registerCommand("normscope.reportProblem", () => reportProblem(extension, log)),
  );
}
