import * as vscode from "vscode";
import { l10n } from "vscode";
import { tellFailure } from "../tellFailure";
import { copyFolder } from "./copyFolder";

/** What the copy is called, in the folder that a person chooses. */
const NAME = "normscope-examples";

/** The command "Normscope: Open Example Project": a copy of the examples, which the person may change. */
export function registerExamples(extension: vscode.Uri, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.commands.registerCommand("normscope.openExample", async () => {
    try {
      const folder = await copyExamples(extension);
      if (folder) await offerToOpen(folder);
    } catch (error) {
      void tellFailure(log, l10n.t("The examples could not be copied."), error);
    }
  });
}

/** The folder that the examples are in now; undefined where a person gave that up. */
async function copyExamples(extension: vscode.Uri): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: l10n.t("Folder for Normscope's Example Project"),
    openLabel: l10n.t("Copy Into This Folder"),
  });
  const parent = chosen?.[0];
  if (!parent) return undefined;
  if (isInside(parent, extension)) {
    void vscode.window.showWarningMessage(
      l10n.t("Choose a folder of your own: what is in the extension's folder is lost when it is updated."),
    );
    return undefined;
  }
  const target = vscode.Uri.joinPath(parent, NAME);
  if (await exists(target)) {
    const [open, overwrite] = [l10n.t("Open as It Is"), l10n.t("Overwrite")];
    const answer = await vscode.window.showWarningMessage(
      l10n.t("There is a folder “{0}” already.", NAME),
      { modal: true, detail: l10n.t("Overwriting puts the example files back as they were. Other files in it stay.") },
      open,
      overwrite,
    );
    if (answer === open) return target;
    if (answer !== overwrite) return undefined;
  }
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: l10n.t("Copying the example project") },
    () => copyFolder(vscode.Uri.joinPath(extension, "media", "examples"), target),
  );
  return target;
}

async function offerToOpen(folder: vscode.Uri): Promise<void> {
  void vscode.commands.executeCommand("setContext", "normscope.copiedExample", true);
  const offers = waysToOpen(folder);
  const titles = offers.map(({ title }) => title);
  const answer = await vscode.window.showInformationMessage(
    l10n.t("The example project is in {0}.", folder.fsPath),
    ...titles,
  );
  await offers.find(({ title }) => title === answer)?.open();
}

interface WayToOpen {
  readonly title: string;
  readonly open: () => unknown;
}

/** A copy inside of what is open is there already; where nothing is open, this window is free. */
function waysToOpen(folder: vscode.Uri): readonly WayToOpen[] {
  const { workspaceFolders = [] } = vscode.workspace;
  const open = (forceNewWindow: boolean) =>
    vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow });
  const elsewhere = { title: l10n.t("Open in New Window"), open: () => open(true) };
  if (vscode.workspace.getWorkspaceFolder(folder)) {
    const readme = vscode.Uri.joinPath(folder, "README.md");
    const show = () => vscode.commands.executeCommand("revealInExplorer", readme);
    return [{ title: l10n.t("Show in Explorer"), open: show }, elsewhere];
  }
  if (workspaceFolders.length === 0) return [{ title: l10n.t("Open"), open: () => open(false) }, elsewhere];
  const add = () => vscode.workspace.updateWorkspaceFolders(workspaceFolders.length, 0, { uri: folder });
  return [elsewhere, { title: l10n.t("Add to Workspace"), open: add }];
}

function isInside(folder: vscode.Uri, other: vscode.Uri): boolean {
  return folder.scheme === other.scheme && `${folder.path}/`.startsWith(`${other.path}/`);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
