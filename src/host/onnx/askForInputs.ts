import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import type { OnnxDescription, OnnxInputSource, OnnxRequest, Preparation } from "../../protocol/onnx";
import { labelText, shortLine } from "../safeText";
import { askForSizes, sizesOf } from "./askForSizes";
import { PREPARATIONS, parsePreparation, preparationText } from "./preparations";

type Fed = Pick<OnnxRequest, "inputs" | "dims">;

const TITLE = vscode.l10n.t("What Is the Model Run On?");
const MOST_FILES = 1000;
const SEED = 0;
/** Batch and channels, and what an image has besides. */
const IMAGE_RANK = 4;

interface Item extends vscode.QuickPickItem {
  readonly choice?: "files" | "images" | "random" | { readonly uri: vscode.Uri };
}

/**
 * Asks what a model's inputs are fed with, and for the sizes that this leaves open; undefined where that was given up.
 *
 * @param beside the model's file: arrays beside it come first
 */
export async function askForInputs(model: OnnxDescription, beside: vscode.Uri): Promise<Fed | undefined> {
  const item = await vscode.window.showQuickPick(await itemsFor(model, beside), {
    title: TITLE,
    placeHolder: vscode.l10n.t(
      "Inputs: {0}",
      model.inputs
        .map(({ name, dtype, dims }) => `${shortLine(name)} ${dtype} (${dims?.join(", ") ?? "?"})`)
        .join("; "),
    ),
    matchOnDescription: true,
  });
  if (item?.choice === "random") return random(model);
  if (item?.choice === "images") return images(model);
  const uris = item?.choice === "files" ? await chooseArrays() : item?.choice ? [item.choice.uri] : undefined;
  // Arrays have sizes of their own.
  return uris && { inputs: uris.map((uri): OnnxInputSource => ({ kind: "file", path: uri.fsPath })), dims: {} };
}

async function itemsFor({ inputs }: OnnxDescription, beside: vscode.Uri): Promise<Item[]> {
  const found = await vscode.workspace.findFiles("**/*.{npy,npz}", "**/{node_modules,.git}/**", MOST_FILES);
  const isBeside = ({ path }: vscode.Uri) => dirname(path) === dirname(beside.path);
  const takesImages = inputs.some(({ dims }) => dims?.length === IMAGE_RANK);
  const arrays: Item[] = found
    .filter(({ scheme }) => scheme === "file")
    .sort((a, b) => Number(isBeside(b)) - Number(isBeside(a)) || (a.path < b.path ? -1 : 1))
    .map((uri) => ({
      label: `$(file) ${labelText(basename(uri.path))}`,
      description: labelText(vscode.workspace.asRelativePath(uri)),
      choice: { uri },
    }));
  const files =
    inputs.length > 1
      ? vscode.l10n.t(".npy files called like the inputs, or an .npz archive of them")
      : vscode.l10n.t("an .npy or .npz file");
  return [
    { label: `$(go-to-file) ${vscode.l10n.t("Choose arrays…")}`, description: files, choice: "files" },
    ...(takesImages
      ? [
          {
            label: `$(folder-opened) ${vscode.l10n.t("Choose a folder of images…")}`,
            description: vscode.l10n.t("PNG and JPEG"),
            choice: "images",
          } as const,
        ]
      : []),
    {
      label: `$(question) ${vscode.l10n.t("Random numbers")}`,
      description: vscode.l10n.t("made up, and marked as such"),
      choice: "random",
    },
    ...(arrays.length > 0
      ? [{ label: vscode.l10n.t("in the workspace"), kind: vscode.QuickPickItemKind.Separator }]
      : []),
    ...arrays,
  ];
}

async function random(model: OnnxDescription): Promise<Fed | undefined> {
  const dims = await askForSizes(sizesOf(model));
  return dims && { inputs: [{ kind: "random", seed: SEED }], dims };
}

async function images(model: OnnxDescription): Promise<Fed | undefined> {
  const input = model.inputs.find(({ dims }) => dims?.length === IMAGE_RANK)!;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Folder of Images"),
      openLabel: vscode.l10n.t("Choose"),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  const preparation = folder && (await askForPreparation());
  if (!folder || !preparation) return undefined;
  const dims = await askForSizes(sizesOf({ inputs: [input] }));
  return dims && { inputs: [{ kind: "images", folder: folder.fsPath, input: input.name, preparation }], dims };
}

async function chooseArrays(): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: TITLE,
    openLabel: vscode.l10n.t("Choose"),
    canSelectMany: true,
    filters: { NumPy: ["npy", "npz"] },
  });
}

async function askForPreparation(): Promise<Preparation | undefined> {
  const title = vscode.l10n.t("What Pixels Become");
  const items: (vscode.QuickPickItem & { readonly numbers?: Preparation })[] = [
    ...PREPARATIONS.map(([label, numbers]) => ({ label, description: preparationText(numbers), numbers })),
    { label: vscode.l10n.t("Other numbers…") },
  ];
  const item = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t("Scale; mean; deviation; order of channels"),
  });
  if (!item || item.numbers) return item?.numbers;
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Pixels of 0 to 255: scale; mean; deviation; RGB or BGR"),
    value: preparationText(PREPARATIONS[2]![1]),
    validateInput: (value) =>
      parsePreparation(value) ? undefined : vscode.l10n.t("A number; one or three numbers; likewise; RGB or BGR"),
  });
  return text === undefined ? undefined : (parsePreparation(text) ?? undefined);
}
