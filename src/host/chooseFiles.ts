import { basename, dirname, extname } from "node:path";
import * as vscode from "vscode";
import { groupBy } from "../analysis/groupBy";
import { TENSOR_FILES } from "../protocol/tensorFiles";
import { isReadable } from "./paths";
import { labelText } from "./safeText";

/** What file dialogs filter by: the last part of each ending. */
function extensionsOf(endings: readonly string[]): string[] {
  return [...new Set(endings.map((ending) => ending.split(".").at(-1)!))];
}

/** Asks which files or folder a command is for; undefined where nothing was chosen. @param endings of such files */
export async function chooseFiles(
  title: string,
  endings: readonly string[],
): Promise<readonly vscode.Uri[] | undefined> {
  const runs = endings.includes("normlog");
  const items = [
    ...(await workspaceItems(endings)),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(folder-opened) ${vscode.l10n.t("Choose a folder…")}`,
      description: runs
        ? vscode.l10n.t("one file per training step, or a run's logs or event files")
        : vscode.l10n.t("one file per training step"),
      dialog: "folder" as const,
    },
    {
      label: `$(go-to-file) ${vscode.l10n.t("Choose files…")}`,
      description: runs ? vscode.l10n.t("{0}, run logs, TensorBoard", FORMATS) : FORMATS,
      dialog: "files" as const,
    },
  ];
  const item = await vscode.window.showQuickPick<Item>(items, {
    title,
    placeHolder: vscode.l10n.t("A tensor file, or a folder with one file per training step"),
    matchOnDescription: true,
  });
  if (!item?.dialog) return item?.uris;
  const folder = item.dialog === "folder";
  return vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t("Choose"),
    canSelectFiles: !folder,
    canSelectFolders: folder,
    canSelectMany: true,
    ...(folder
      ? {}
      : {
          filters: {
            [vscode.l10n.t("Tensors")]: extensionsOf(endings),
            ...(runs && { [vscode.l10n.t("All files")]: ["*"] }),
          },
        }),
  });
}

interface Item extends vscode.QuickPickItem {
  readonly uris?: readonly vscode.Uri[];
  readonly dialog?: "folder" | "files";
}

/**
 * Asks for one file with tensors, those of the workspace first; undefined where nothing was chosen.
 *
 * @param except the file that another is asked for; those beside it and those that end like it come first
 */
export async function chooseFile(title: string, except?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(
    `**/*.{${TENSOR_FILES.join(",")}}`,
    "**/{node_modules,.git}/**",
    MOST_FILES,
  );
  const like = ({ path }: vscode.Uri) =>
    except === undefined
      ? 0
      : 2 * Number(dirname(path) === dirname(except.path)) + Number(extname(path) === extname(except.path));
  // A folder with a file for each training step would hide all else.
  const crowds = groupBy(found, ({ path }) => dirname(path));
  const crowd = ({ path }: vscode.Uri) => crowds.get(dirname(path))!.length;
  const others = found
    .filter((uri) => uri.path !== except?.path)
    .sort((a, b) => like(b) - like(a) || crowd(a) - crowd(b) || (a.path < b.path ? -1 : 1));
  const items = [
    {
      label: `$(go-to-file) ${vscode.l10n.t("Choose a file…")}`,
      description: vscode.l10n.t("anywhere on this machine"),
      uri: undefined,
    },
    ...(others.length > 0
      ? [{ label: vscode.l10n.t("in the workspace"), kind: vscode.QuickPickItemKind.Separator }]
      : []),
    ...others.map((uri) => ({
      label: `$(file) ${labelText(basename(uri.path))}`,
      description: labelText(vscode.workspace.asRelativePath(uri)),
      uri,
    })),
  ];
  const item = await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly uri?: vscode.Uri | undefined }>(
    items,
    { title, placeHolder: vscode.l10n.t("A file that holds tensors"), matchOnDescription: true },
  );
  if (!item || item.uri) return item?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t("Choose"),
    filters: { [vscode.l10n.t("Tensors")]: extensionsOf(TENSOR_FILES) },
  });
  return chosen?.[0];
}

const FORMATS = "NumPy, safetensors, PyTorch, Keras, ONNX, GGUF, Flax";
const MOST_FILES = 1000;
/** TensorBoard's, which have no ending of their own. */
const EVENT_FILES = "**/*tfevents.*";

/** Folders of the workspace that hold tensor files, the outermost ones first, then single files. */
async function workspaceItems(endings: readonly string[]): Promise<Item[]> {
  const patterns = [
    `**/*.{${endings.filter((ending) => ending !== "bin").join(",")}}`,
    ...(endings.includes("normlog") ? [EVENT_FILES] : []),
  ];
  const found = await Promise.all(
    patterns.map((pattern) => vscode.workspace.findFiles(pattern, "**/{node_modules,.git}/**", MOST_FILES)),
  );
  const files = found.flat();
  const local = files.filter(isReadable).sort((a, b) => (a.path < b.path ? -1 : 1));
  const folders = new Map<string, vscode.Uri[]>();
  for (const uri of local) {
    for (const folder of new Set([dirname(uri.path), dirname(dirname(uri.path))].filter(isBelowWorkspace))) {
      folders.set(folder, [...(folders.get(folder) ?? []), uri]);
    }
  }
  const several = [...folders].filter(([, inside]) => inside.length > 1).sort(([a], [b]) => (a < b ? -1 : 1));
  const single = local.filter((uri) => (folders.get(dirname(uri.path))?.length ?? 1) === 1);
  return [
    ...several.map(([folder, inside]) => ({
      label: `$(folder) ${labelText(basename(folder))}`,
      description: vscode.l10n.t(
        "{0} · {1} files",
        labelText(vscode.workspace.asRelativePath(inside[0]!.with({ path: folder }))),
        inside.length,
      ),
      uris: [inside[0]!.with({ path: folder })],
    })),
    ...single.map((uri) => ({
      label: `$(file) ${labelText(basename(uri.path))}`,
      description: labelText(vscode.workspace.asRelativePath(uri)),
      uris: [uri],
    })),
  ];
}

function isBelowWorkspace(path: string): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => path.startsWith(`${folder.uri.path}/`));
}
