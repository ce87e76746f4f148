import * as vscode from "vscode";
import type { PlacedModules } from "./placedModules";

/** The call itself. */
export function rangeOf({ at: { start, end } }: Pick<PlacedModules, "at">): vscode.Range {
  return new vscode.Range(start[0], start[1], end[0], end[1]);
}

/** The call with what stands before it on its line, such as the attribute that it is for. */
export function lineOf(placed: Pick<PlacedModules, "at">, document: vscode.TextDocument): vscode.Range {
  const range = rangeOf(placed);
  if (range.end.line >= document.lineCount) return range;
  const { firstNonWhitespaceCharacterIndex: first } = document.lineAt(range.start.line);
  return new vscode.Range(range.start.with({ character: Math.min(first, range.start.character) }), range.end);
}
