import * as vscode from "vscode";
import { lineAt } from "../../analysis/checking/textLines";
import type { Place } from "../../analysis/model/facts";
import { locationOf, type PythonSource } from "../pythonSource";
import type { OtherFiles } from "./checked";

/** A place in what was checked, or in another file where one is named; null where it is not known. */
export function locate(
  { range, file }: { readonly range: Place; readonly file?: string },
  source: PythonSource,
  others: OtherFiles | null,
): vscode.Location | null {
  return file === undefined ? locationOf(range, source) : locationIn(others, file, range);
}

/** A place in an imported file, as it was when it was read. */
function locationIn(others: OtherFiles | null, file: string, range: Place): vscode.Location | null {
  const lines = others?.lines[file];
  if (!others || !lines || lines.length === 0) return null;
  const [start, end] = [range.start, range.end].map((offset) => {
    const line = lineAt(lines, offset);
    return new vscode.Position(line, offset - lines[line]!);
  });
  return new vscode.Location(vscode.Uri.joinPath(others.root, file), new vscode.Range(start!, end!));
}
