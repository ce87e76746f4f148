import * as vscode from "vscode";
import type { OnnxDescription, OnnxRequest } from "../../protocol/onnx";

const TITLE = vscode.l10n.t("Which Tensors?");

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
    placeHolder: vscode.l10n.t("What to profile"),
  });
  if (!item || item.tensors) return item?.tensors;
  const glob = await vscode.window.showInputBox({
    title: TITLE,
    prompt: vscode.l10n.t("Names of tensors or layers"),
    value: "*",
  });
  return glob ? { glob } : undefined;
}
