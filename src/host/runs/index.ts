import * as vscode from "vscode";
import type { LoggedHealth } from "../../protocol/runHealth";
import type { PanelContext } from "../panelKind";
import type { RunFolder } from "../runFolder";
import { followRuns } from "./followRuns";
import { compareRun, copyPath, deleteRun, openRun, revealRun } from "./runActions";
import type { RunElement } from "./runItem";
import { createRunTree } from "./runTree";

/** The view "Training Runs": the runs of the workspace and their layers, each with a sign of how it does. */
export function registerRuns({ engine, log }: PanelContext): vscode.Disposable {
  const stopped = new AbortController();
  const judge = async ({ logs }: RunFolder): Promise<LoggedHealth> => {
    try {
      return (await engine.health({ paths: logs }, { signal: stopped.signal })).runs[0]!;
    } catch (error) {
      if (!stopped.signal.aborted) log.error((error as Error).message);
      throw error;
    }
  };
  const tree = createRunTree(judge);
  const view = vscode.window.createTreeView("normscope.runs", { treeDataProvider: tree });
  return vscode.Disposable.from(
    view,
    followRuns(tree, view),
    vscode.commands.registerCommand("normscope.refreshRuns", () => tree.refresh()),
    vscode.commands.registerCommand("normscope.showMoreRuns", () => tree.showMore()),
    vscode.commands.registerCommand("normscope.openRun", (element?: RunElement) => openRun(tree, element)),
    vscode.commands.registerCommand("normscope.compareRun", (element?: RunElement) => compareRun(tree, element)),
    vscode.commands.registerCommand("normscope.revealRun", (element?: RunElement) => revealRun(element)),
    vscode.commands.registerCommand("normscope.copyRunPath", (element?: RunElement) => copyPath(element)),
    vscode.commands.registerCommand("normscope.deleteRun", (element?: RunElement) => deleteRun(tree, element)),
    { dispose: () => stopped.abort() },
  );
}
