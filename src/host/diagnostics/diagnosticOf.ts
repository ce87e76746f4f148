import * as vscode from "vscode";
import { lineAt } from "../../analysis/checking/textLines";
import type { CodeFinding, Related } from "../../analysis/rules/codeRule";
import { locationOf, type PythonSource } from "../pythonSource";
import type { OtherFiles } from "./checked";
import { pageUri } from "./pages";

/** A finding as VS Code shows it. */
export function diagnosticOf(
  finding: CodeFinding,
  range: vscode.Range,
  source: PythonSource,
  others: OtherFiles | null,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, finding.message, SEVERITIES[finding.severity]);
  diagnostic.source = "normscope";
  diagnostic.code = { value: finding.code, target: pageUri(finding.code) };
  diagnostic.relatedInformation = finding.related.flatMap((related) => {
    const location = related.file === undefined ? locationOf(related.range, source) : locationIn(others, related);
    return location ? [new vscode.DiagnosticRelatedInformation(location, related.message)] : [];
  });
  if (finding.tags.includes("unnecessary")) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

const SEVERITIES: Readonly<Record<CodeFinding["severity"], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** A place in an imported file, as it was when it was read; null where that is not known. */
function locationIn(others: OtherFiles | null, { file, range }: Related): vscode.Location | null {
  const lines = file === undefined ? undefined : others?.lines[file];
  if (!others || !lines || lines.length === 0) return null;
  const [start, end] = [range.start, range.end].map((offset) => {
    const line = lineAt(lines, offset);
    return new vscode.Position(line, offset - lines[line]!);
  });
  return new vscode.Location(vscode.Uri.joinPath(others.root, file!), new vscode.Range(start!, end!));
}
