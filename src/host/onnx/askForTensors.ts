import * as vscode from "vscode";
import type { OnnxDescription, OnnxRequest } from "../../protocol/onnx";

const TITLE = "Which Tensors?";

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
  const item = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: "What to profile" });
  if (!item || item.tensors) return item?.tensors;
  const glob = await vscode.window.showInputBox({ title: TITLE, prompt: "Names of tensors or layers", value: "*" });
  return glob ? { glob } : undefined;
}
