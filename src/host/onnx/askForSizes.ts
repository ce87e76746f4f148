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
      sizes.set(size, { name: size, place: `axis ${axis} of ${input}`, isBatch: axis === 0 });
    }
  }
  return [...sizes.values()];
}

/** Asks for each; undefined where that was given up. */
export async function askForSizes(sizes: readonly OpenSize[]): Promise<Record<string, number> | undefined> {
  const dims: [name: string, size: number][] = [];
  for (const [i, { name, place, isBatch }] of sizes.entries()) {
    const text = await vscode.window.showInputBox({
      title: `Size '${shortLine(name)}' (${i + 1} of ${sizes.length})`,
      prompt: `The model leaves ${messageText(place)} open${isBatch ? ": examples at a time" : ""}.`,
      ...(isBatch ? { value: "1" } : {}),
      ignoreFocusOut: true,
      validateInput: (value) => (/^[1-9]\d{0,8}$/.test(value.trim()) ? undefined : "A whole number from 1 on"),
    });
    if (text === undefined) return undefined;
    dims.push([name, Number(text)]);
  }
  return Object.fromEntries(dims);
}
