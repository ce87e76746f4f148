import * as vscode from "vscode";
import type { LoggedHealth } from "../../protocol/runHealth";
import type { PanelContext } from "../panel";
import { compareRun, copyPath, deleteRun, openRun, revealRun } from "./runActions";
import { type RunFolder, watchLogs } from "./runFolder";
import type { RunElement } from "./runItem";
import { createRunTree } from "./runTree";

/** Logs of a running training are written several times a second. */
const STILL_MILLISECONDS = 2000;
/** "3 min ago" has to go on, and a run that is silent to be found out. */
const TICK_MILLISECONDS = 30_000;

/** The view "Training Runs": the runs of the workspace and their layers, each with a sign of how it does. */
export function registerRuns({ engine, log }: PanelContext): vscode.Disposable {
  const stopped = new AbortController();
  const judge = async (run: RunFolder): Promise<LoggedHealth> => {
    const { runs } = await engine.health({ paths: run.logs }, { signal: stopped.signal });
    return runs[0]!;
  };
  const tree = createRunTree((run) =>
    judge(run).catch((error: Error) => {
      if (!stopped.signal.aborted) log.error(error.message);
      throw error;
    }),
  );
  const view = vscode.window.createTreeView("normscope.runs", { treeDataProvider: tree });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;

  const lookSoon = () => {
    if (!view.visible || changed.size === 0) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      const logs = new Set(changed);
      changed.clear();
      void tree.logsChanged(logs);
    }, STILL_MILLISECONDS);
  };
  const show = (visible: boolean) => {
    tree.show(visible);
    lookSoon();
    clearInterval(clock);
    if (visible) clock = setInterval(tree.tick, TICK_MILLISECONDS);
  };
  show(view.visible);

  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(({ visible }) => show(visible)),
    watchLogs((path) => {
      changed.add(path);
      lookSoon();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void tree.refresh()),
    vscode.commands.registerCommand("normscope.refreshRuns", () => tree.refresh()),
    vscode.commands.registerCommand("normscope.showMoreRuns", () => tree.showMore()),
    vscode.commands.registerCommand("normscope.openRun", (element?: RunElement) => openRun(tree, element)),
    vscode.commands.registerCommand("normscope.compareRun", (element?: RunElement) => compareRun(tree, element)),
    vscode.commands.registerCommand("normscope.revealRun", (element?: RunElement) => revealRun(element)),
    vscode.commands.registerCommand("normscope.copyRunPath", (element?: RunElement) => copyPath(element)),
    vscode.commands.registerCommand("normscope.deleteRun", (element?: RunElement) => deleteRun(tree, element)),
    {
      dispose() {
        stopped.abort();
        clearTimeout(timer);
        clearInterval(clock);
        tree.show(false);
      },
    },
  );
}
