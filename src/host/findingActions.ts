import * as vscode from "vscode";
import { ignoreInFile, ignoreOnLine } from "./ignoreComments";

/** Comments that have a code ignored where it is found, or in the whole file or notebook. */
export function ignoreActions(
  document: vscode.TextDocument,
  code: string,
  range: vscode.Range,
  about: vscode.Diagnostic[],
): vscode.CodeAction[] {
  const { line } = range.start;
  const onLine = ignoreOnLine(document.lineAt(line).text, code);
  const inFile = ignoreInFile(document.getText(), code);
  const cell = document.uri.scheme === "vscode-notebook-cell";
  const title = cell
    ? vscode.l10n.t("Ignore {0} in this notebook", code)
    : vscode.l10n.t("Ignore {0} in this file", code);
  const file = actionOf(title, about);
  file.edit = new vscode.WorkspaceEdit();
  file.edit.insert(document.uri, document.positionAt(inFile.at), inFile.text);
  if (!onLine) return [file];
  const action = actionOf(vscode.l10n.t("Ignore {0} here", code), about);
  const position = new vscode.Position(line, onLine.at);
  action.edit = new vscode.WorkspaceEdit();
  if (onLine.asksReason) {
    const text = new vscode.SnippetString().appendText(onLine.text).appendPlaceholder(vscode.l10n.t("reason"));
    action.edit.set(document.uri, [vscode.SnippetTextEdit.insert(position, text)]);
  } else {
    action.edit.insert(document.uri, position, onLine.text);
  }
  return [action, file];
}

/** Opens the page that says what a code means. */
export function explainAction(code: string, about: vscode.Diagnostic[]): vscode.CodeAction {
  const action = actionOf(vscode.l10n.t("Explain {0}", code), about);
  action.command = { command: "normscope.explainFinding", title: vscode.l10n.t("Explain"), arguments: [code] };
  return action;
}

export function actionOf(title: string, about: vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = about;
  return action;
}
