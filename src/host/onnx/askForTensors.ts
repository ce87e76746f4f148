import * as vscode from "vscode";
import { l10n } from "vscode";
import type { OnnxDescription, OnnxRequest } from "../../protocol/onnx";

const TITLE = "Which Tensors?";
const NO_NORMS = () => l10n.t("There is no normalization layer in this model: choose others of its tensors");

/** Asks what to see of a model; undefined where that was given up. */
export async function askForTensors({ norms, tensors }: OnnxDescription): Promise<OnnxRequest["tensors"] | undefined> {
  const all = { label: "All tensors", description: `${tensors} that the graph's nodes make`, tensors: "all" as const };
  const around = {
    label: "Around normalization layers",
    description: `what enters and leaves each of ${norms}`,
    tensors: "norms" as const,
  };
  const some = { label: "Names that fit a pattern…", description: "* is any text, ? one character" };
  const items: (vscode.QuickPickItem & { readonly tensors?: "norms" | "all" })[] =
    norms > 0 ? [around, all, some] : [all, some];
  const item = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: norms > 0 ? l10n.t("What to profile") : NO_NORMS(),
  });
  if (!item || item.tensors) return item?.tensors;
  const glob = await vscode.window.showInputBox({ title: TITLE, prompt: "Names of tensors or layers", value: "*" });
  return glob ? { glob } : undefined;
}
