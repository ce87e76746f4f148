import { readdir, rmdir } from "node:fs/promises";
import { sep } from "node:path";
import * as vscode from "vscode";
import { offer } from "../offer";
import { age } from "../runState";
import { labelText, oneLine, shortLine } from "../safeText";
import type { NamedRun, RunElement } from "./runItem";
import type { RunTree } from "./runTree";

/** Opens a run's panel, on a layer where one was chosen. Without a run, asks for one. */
export async function openRun(tree: RunTree, element?: RunElement): Promise<void> {
  const chosen =
    pathOf(element) === undefined ? await chooseRun(tree, vscode.l10n.t("Open Training Run")) : runOf(tree, element);
  if (!chosen) return;
  const layer = element?.kind === "layer" ? { layer: element.health.name } : undefined;
  const uris = urisOf(tree, chosen);
  await vscode.commands.executeCommand("normscope.profile", uris[0], uris, layer);
}

/** Opens two runs in one panel. */
export async function compareRun(tree: RunTree, element?: RunElement): Promise<void> {
  const title = vscode.l10n.t("Compare Training Runs");
  const first = runOf(tree, element) ?? (await chooseRun(tree, title));
  const second =
    first && (await chooseRun(tree, vscode.l10n.t("Compare Training Runs: {0} with…", shortLine(first.name)), first));
  if (!first || !second) return;
  const uris = [...urisOf(tree, first), ...urisOf(tree, second)];
  await vscode.commands.executeCommand("normscope.profile", uris[0], uris);
}

export async function revealRun(element?: RunElement): Promise<void> {
  const path = pathOf(element);
  if (path !== undefined) await vscode.commands.executeCommand("revealInExplorer", vscode.Uri.file(path));
}

export async function copyPath(element?: RunElement): Promise<void> {
  const path = pathOf(element);
  if (path !== undefined) await vscode.env.clipboard.writeText(path);
}

/** Moves a run's logs to the trash, and the folder with them where nothing else is in it. */
export async function deleteRun(tree: RunTree, element?: RunElement): Promise<void> {
  const chosen = runOf(tree, element);
  if (!chosen) return;
  const { name, run } = chosen;
  const kept =
    run.logs.length === 1
      ? vscode.l10n.t("Its log will be moved to the trash. Other files in its folder stay.")
      : vscode.l10n.t("Its {0} logs will be moved to the trash. Other files in its folder stay.", run.logs.length);
  const move = vscode.l10n.t("Move to Trash");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete the run “{0}”?", shortLine(name)),
    {
      modal: true,
      detail: `${kept}\n\n${oneLine(run.path)}`,
    },
    move,
  );
  if (answer !== move) return;
  const uris = run.logs.map((log) => vscode.Uri.file(log));
  try {
    for (const uri of uris) await vscode.workspace.fs.delete(uri, { useTrash: true });
  } catch (error) {
    const forGood = vscode.l10n.t("Delete for Good");
    const sure = await vscode.window.showWarningMessage(
      vscode.l10n.t("The run “{0}” cannot be moved to the trash. Delete it for good?", shortLine(name)),
      { modal: true, detail: oneLine((error as Error).message) },
      forGood,
    );
    if (sure !== forGood) return;
    for (const uri of uris) await deleteForGood(uri);
  }
  await removeEmpty(run.path);
  await tree.foldersChanged(new Set([run.path]));
}

/** Other files may be in a run's folder, and the workspace itself may be one. */
async function removeEmpty(path: string): Promise<void> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const empty = (await readdir(path).catch(() => ["unknown"])).length === 0;
  if (empty && !roots.includes(path)) await rmdir(path).catch(() => {});
}

async function deleteForGood(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri);
  } catch (error) {
    // Some may have gone to the trash before.
    if (!(error instanceof vscode.FileSystemError && error.code === "FileNotFound")) throw error;
  }
}

/** The folder, or the logs themselves where other runs lie below it. */
function urisOf(tree: RunTree, { run }: NamedRun): vscode.Uri[] {
  const nested = tree.runs().some((other) => other.run.path.startsWith(`${run.path}${sep}`));
  return (nested ? run.logs : [run.path]).map((path) => vscode.Uri.file(path));
}

async function chooseRun(tree: RunTree, title: string, except?: NamedRun): Promise<NamedRun | undefined> {
  if (tree.runs().length === 0) await tree.refresh();
  const others = tree.runs().filter(({ run }) => run.path !== except?.run.path);
  if (others.length === 0) {
    const none = except
      ? vscode.l10n.t("There is no other training run in this workspace to compare {0} with.", shortLine(except.name))
      : vscode.l10n.t("No training run has been logged in this workspace yet.");
    void offer(vscode.window.showInformationMessage, none, vscode.l10n.t("How to Watch a Training Run"), () =>
      vscode.commands.executeCommand("normscope.howToWatch"),
    );
    return undefined;
  }
  const items = others.map((named) => ({
    label: labelText(named.name),
    description: age(Date.now() - named.run.written),
    detail: labelText(vscode.workspace.asRelativePath(named.run.path)),
    named,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  return chosen?.named;
}

function runOf(tree: RunTree, element?: RunElement): NamedRun | undefined {
  const path = pathOf(element);
  return path === undefined ? undefined : tree.runOf(path);
}

function pathOf(element?: RunElement): string | undefined {
  return element === undefined || element.kind === "more" ? undefined : element.path;
}
