import type * as vscode from "vscode";
import type { Edit } from "../analysis/rules/codeRule";
import { locationOf, type PythonSource, partAt } from "./pythonSource";

/** False where an edit lies in no document, or in several. */
export function addEdits(to: vscode.WorkspaceEdit, edits: readonly Edit[], source: PythonSource): boolean {
  for (const { range, text } of edits) {
    const location = locationOf(range, source);
    if (!location || range.end > partAt(source, range.start)!.end) return false;
    to.replace(location.uri, location.range, text);
  }
  return true;
}
