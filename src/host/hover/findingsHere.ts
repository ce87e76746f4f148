import * as vscode from "vscode";
import { escapeText } from "../../analysis/hoverMarkdown";

/**
 * What was found at a hover's layer, at its arguments or elsewhere on account of it: a line for each, the gravest first,
 * its code a link to the page that explains it. What lies under the mouse itself is left out: VS Code shows it above.
 * Null where nothing is left.
 */
export function findingsHere(
  uri: vscode.Uri,
  subject: vscode.Range,
  mouse: vscode.Position,
): vscode.MarkdownString | null {
  const here = vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, range }) => source === "normscope" && !range.contains(mouse))
    .filter((finding) => placesOf(finding, uri).some((range) => subject.intersection(range) !== undefined))
    .sort((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start));
  if (here.length === 0) return null;
  const more = here.length > MOST_FINDINGS ? [vscode.l10n.t("… and {0} more", here.length - MOST_FINDINGS)] : [];
  const lines = here.slice(0, MOST_FINDINGS).map((finding) => lineOf(finding, subject));
  const text = new vscode.MarkdownString([...lines, ...more].join("  \n"), true);
  text.supportHtml = true;
  text.isTrusted = { enabledCommands: [EXPLAIN] };
  return text;
}

const MOST_FINDINGS = 3;
const EXPLAIN = "normscope.explainFinding";

function placesOf({ range, relatedInformation = [] }: vscode.Diagnostic, uri: vscode.Uri): readonly vscode.Range[] {
  const related = relatedInformation.filter(({ location }) => location.uri.toString() === uri.toString());
  return [range, ...related.map(({ location }) => location.range)];
}

function lineOf({ severity, message, code, range }: vscode.Diagnostic, subject: vscode.Range): string {
  const { icon, color } = ICONS[severity];
  const sign = `<span style="color:var(--vscode-${color});">$(${icon})</span>`;
  const line = range.start.line;
  const here = subject.start.line <= line && line <= subject.end.line;
  const text = escapeText(message);
  const said = here ? text : vscode.l10n.t("{0} (line {1})", text, line + 1);
  return `${sign} ${said} ${linkTo(code)}`;
}

/** As VS Code shows them in its own hovers. */
const ICONS: Readonly<Record<vscode.DiagnosticSeverity, { readonly icon: string; readonly color: string }>> = {
  [vscode.DiagnosticSeverity.Error]: { icon: "error", color: "problemsErrorIcon-foreground" },
  [vscode.DiagnosticSeverity.Warning]: { icon: "warning", color: "problemsWarningIcon-foreground" },
  [vscode.DiagnosticSeverity.Information]: { icon: "info", color: "problemsInfoIcon-foreground" },
  [vscode.DiagnosticSeverity.Hint]: { icon: "lightbulb", color: "problemsInfoIcon-foreground" },
};

/** A click on the code opens its page. Anything else that calls itself our finding is text. */
function linkTo(code: vscode.Diagnostic["code"]): string {
  const value = String(typeof code === "object" ? code.value : (code ?? ""));
  if (!/^NRM\d{3}$/.test(value)) return escapeText(value.slice(0, 20));
  return `[${value}](command:${EXPLAIN}?${encodeURIComponent(JSON.stringify([value]))} "${vscode.l10n.t("Explain {0}", value)}")`;
}
