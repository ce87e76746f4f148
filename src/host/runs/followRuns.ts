import { sep } from "node:path";
import * as vscode from "vscode";
import { foldersBelow } from "../runFolder";
import type { RunTree } from "./runTree";
import { watchRuns } from "./watchRuns";

/** Logs of a running training are written several times a second. */
const STILL_MILLISECONDS = 2000;
/** "3 min ago" has to go on, and a run that is silent to be found out. */
const TICK_MILLISECONDS = 5000;
/** Where more is made at once (a checkout, an installation), the whole workspace is looked through instead. */
const MOST_MADE = 20;

/** Keeps the view up to date as long as somebody sees it, and does nothing otherwise. */
export function followRuns(tree: RunTree, view: vscode.TreeView<unknown>): vscode.Disposable {
  const changed = new Set<string>();
  const made = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;

  const look = async () => {
    timer = undefined;
    const [folders, below] = [new Set(changed), [...made]];
    changed.clear();
    made.clear();
    if (below.length > MOST_MADE) return await tree.refresh();
    for (const path of below) for (const folder of await foldersBelow(path)) folders.add(folder);
    if (folders.size > 0) await tree.foldersChanged(folders);
  };
  const lookSoon = () => {
    if (view.visible && changed.size + made.size > 0) timer ??= setTimeout(() => void look(), STILL_MILLISECONDS);
  };
  const noting = (set: Set<string>) => (path: string) => {
    // What is made while nobody looks is found by looking through the workspace, however much it is.
    if (set.size <= MOST_MADE || set === changed) set.add(path);
    lookSoon();
  };
  const watch = () =>
    watchRuns({
      changed: noting(changed),
      made: noting(made),
      gone: (path) => {
        for (const { run } of tree.runs())
          if (`${run.path}${sep}`.startsWith(`${path}${sep}`)) noting(changed)(run.path);
      },
    });
  // Before the view is seen for the first time, there is nothing to keep up to date.
  let watching: vscode.Disposable | undefined;
  const show = (visible: boolean) => {
    if (visible) watching ??= watch();
    tree.show(visible);
    lookSoon();
    clearInterval(clock);
    if (visible) clock = setInterval(() => void tree.tick(), TICK_MILLISECONDS);
  };
  show(view.visible);

  return vscode.Disposable.from(
    view.onDidChangeVisibility(({ visible }) => show(visible)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void tree.refresh()),
    {
      dispose() {
        watching?.dispose();
        clearTimeout(timer);
        clearInterval(clock);
        tree.show(false);
      },
    },
  );
}
