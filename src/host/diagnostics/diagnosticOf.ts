import * as vscode from "vscode";
import type { CodeFinding } from "../../analysis/rules/codeRule";
import { pageUri } from "../pages";
import type { PythonSource } from "../pythonSource";
import type { OtherFiles } from "./checked";
import { locate } from "./locate";

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
    const location = locate(related, source, others);
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
