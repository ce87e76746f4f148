import * as vscode from "vscode";
import { safeEdits, safeFix } from "../../analysis/checking/applyFixes";
import type { CodeFinding, Edit } from "../../analysis/rules/codeRule";
import { type PythonSource, partAt } from "../pythonSource";
import { addEdits } from "../workspaceEdits";
import type { Checked } from "./checked";

export const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("normscope");
/** Of a whole notebook at once. */
export const FIX_NOTEBOOK = vscode.CodeActionKind.Notebook.append(FIX_ALL.value);

/** What is done to everything is done only where it is asked for by its kind, or by one that holds it. */
export function isAsked(kind: vscode.CodeActionKind, only: vscode.CodeActionKind | undefined): boolean {
  return only !== undefined && (only.contains(kind) || kind.contains(only));
}

/** All safe fixes that lie in a file or cell alone, and agree with each other. */
export function fixAll(
  document: vscode.TextDocument,
  findings: readonly CodeFinding[],
  source: PythonSource,
): vscode.CodeAction[] {
  const isOwn = ({ range }: Edit) => partAt(source, range.start)?.document === document;
  const own = findings.filter((finding) => safeFix(finding)?.edits.every(isOwn));
  return fixTogether(own, source, FIX_ALL);
}

/** All safe fixes in a notebook, also those that reach over several cells. */
export function fixNotebook({ source, findings }: Checked): vscode.CodeAction[] {
  return fixTogether(findings, source, FIX_NOTEBOOK);
}

function fixTogether(
  findings: readonly CodeFinding[],
  source: PythonSource,
  kind: vscode.CodeActionKind,
): vscode.CodeAction[] {
  const { edits } = safeEdits(findings);
  const edit = new vscode.WorkspaceEdit();
  if (edits.length === 0 || !addEdits(edit, edits, source)) return [];
  const action = new vscode.CodeAction(vscode.l10n.t("Fix all that Normscope can fix safely"), kind);
  action.edit = edit;
  return [action];
}
