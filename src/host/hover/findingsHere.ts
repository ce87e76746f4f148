import * as vscode from "vscode";
import type { HoverText } from "../../analysis/hoverText";

/**
 * A hover with what was found at its layer, its arguments or elsewhere on account of it. What lies under the mouse
 * itself is left out: VS Code shows it above.
 */
export function withFindings<T extends HoverText>(
  hover: T,
  uri: vscode.Uri,
  subject: vscode.Range,
  mouse: vscode.Position,
): T {
  const here = vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, range }) => source === "normscope" && !range.contains(mouse))
    .filter((finding) => placesOf(finding, uri).some((range) => subject.intersection(range) !== undefined));
  const rows = here.slice(0, MOST_FINDINGS).map((finding) => ({
    label: codeOf(finding),
    pieces: [`line ${finding.range.start.line + 1}: ${finding.message}`],
  }));
  return { ...hover, rows: [...hover.rows, ...rows] };
}

const MOST_FINDINGS = 3;

function placesOf({ range, relatedInformation = [] }: vscode.Diagnostic, uri: vscode.Uri): readonly vscode.Range[] {
  const related = relatedInformation.filter(({ location }) => location.uri.toString() === uri.toString());
  return [range, ...related.map(({ location }) => location.range)];
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : (code ?? "Finding"));
}
