import * as vscode from "vscode";
import type { OnnxDescription } from "../../protocol/onnx";
import { messageText, shortLine } from "../safeText";

/** A size that a model leaves open. */
export interface OpenSize {
  readonly name: string;
  /** Where it stands: "axis 2 of x". */
  readonly place: string;
  /** Whether examples lie along it. */
  readonly isBatch: boolean;
}

/** The sizes that some inputs leave open, each once. */
export function sizesOf({ inputs }: Pick<OnnxDescription, "inputs">): readonly OpenSize[] {
  const sizes = new Map<string, OpenSize>();
  for (const { name: input, dims } of inputs) {
    for (const [axis, size] of (dims ?? []).entries()) {
      if (typeof size === "number" || sizes.has(size)) continue;
      sizes.set(size, { name: size, place: vscode.l10n.t("axis {0} of {1}", axis, input), isBatch: axis === 0 });
    }
  }
  return [...sizes.values()];
}

/** Asks for each; undefined where that was given up. */
export async function askForSizes(sizes: readonly OpenSize[]): Promise<Record<string, number> | undefined> {
  const dims: [name: string, size: number][] = [];
  for (const [i, { name, place, isBatch }] of sizes.entries()) {
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t("Size '{0}' ({1} of {2})", shortLine(name), i + 1, sizes.length),
      prompt: isBatch
        ? vscode.l10n.t("The model leaves {0} open: examples at a time.", messageText(place))
        : vscode.l10n.t("The model leaves {0} open.", messageText(place)),
      ...(isBatch ? { value: "1" } : {}),
      ignoreFocusOut: true,
      validateInput: (value) =>
        /^[1-9]\d{0,8}$/.test(value.trim()) ? undefined : vscode.l10n.t("A whole number from 1 on"),
    });
    if (text === undefined) return undefined;
    dims.push([name, Number(text)]);
  }
  return Object.fromEntries(dims);
}
