import * as vscode from "vscode";
import type { CodeFinding } from "../../analysis/rules/codeRule";
import { pageUri } from "../pages";
import type { PythonSource } from "../pythonSource";
import { shortLine } from "../safeText";
import type { OtherFiles } from "./checked";
import { locate } from "./locate";

/** A finding as VS Code shows it. */
export function diagnosticOf(
  finding: CodeFinding,
  range: vscode.Range,
  source: PythonSource,
  others: OtherFiles | null,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, shortLine(finding.message, LONGEST), SEVERITIES[finding.severity]);
  diagnostic.source = "normscope";
  diagnostic.code = { value: finding.code, target: pageUri(finding.code) };
  diagnostic.relatedInformation = finding.related.flatMap((related) => {
    const location = locate(related, source, others);
    return location ? [new vscode.DiagnosticRelatedInformation(location, shortLine(related.message, LONGEST))] : [];
  });
  if (finding.tags.includes("unnecessary")) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** Messages name what stands in code, which may be of any length. */
const LONGEST = 1000;

const SEVERITIES: Readonly<Record<CodeFinding["severity"], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};
