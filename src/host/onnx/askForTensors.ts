import * as vscode from "vscode";
import type { OnnxDescription, OnnxRequest } from "../../protocol/onnx";

const TITLE = vscode.l10n.t("Which Tensors?");
const NO_NORMS = vscode.l10n.t("There is no normalization layer in this model: choose others of its tensors");

/** Asks what to see of a model; undefined where that was given up. */
export async function askForTensors({ norms, tensors }: OnnxDescription): Promise<OnnxRequest["tensors"] | undefined> {
  const all = {
    label: vscode.l10n.t("All tensors"),
    description: vscode.l10n.t("{0} that the graph's nodes make", tensors),
    tensors: "all" as const,
  };
  const around = {
    label: vscode.l10n.t("Around normalization layers"),
    description: vscode.l10n.t("what enters and leaves each of {0}", norms),
    tensors: "norms" as const,
  };
  const some = {
    label: vscode.l10n.t("Names that fit a pattern…"),
    description: vscode.l10n.t("* is any text, ? one character"),
  };
  const items: (vscode.QuickPickItem & { readonly tensors?: "norms" | "all" })[] =
    norms > 0 ? [around, all, some] : [all, some];
  const item = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: norms > 0 ? vscode.l10n.t("What to profile") : NO_NORMS,
  });
  if (!item || item.tensors) return item?.tensors;
  const glob = await vscode.window.showInputBox({
    title: TITLE,
    prompt: vscode.l10n.t("Names of tensors or layers"),
    value: "*",
  });
  return glob ? { glob } : undefined;
}
