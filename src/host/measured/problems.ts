import * as vscode from "vscode";
import { type CheckSettings, severityOf } from "../../analysis/checking/severities";
import { CAUSES } from "../../analysis/places/causes";
import type { Finding } from "../../engine/finding";
import type { Measured } from "../../protocol/measured";
import type { CheckConfiguration } from "../configuration";
import { pageUri } from "../pages";
import { oneLine, shortLine } from "../safeText";
import { rangeOf } from "./lines";
import type { FileModules, MeasuredCode } from "./measuredCode";
import type { PlacedModules } from "./placedModules";

/** Tells what was found in modules at the calls that surely build them, each once. */
export function registerMeasuredProblems(code: MeasuredCode, configuration: CheckConfiguration): vscode.Disposable {
  const problems = vscode.languages.createDiagnosticCollection("normscope-measured");
  let round = 0;

  async function tell(): Promise<void> {
    const own = ++round;
    const latest = code.latest();
    const told: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const file of latest ? code.files() : []) {
      if (!vscode.workspace.getConfiguration("normscope", file.uri).get("measured.diagnostics", true)) continue;
      const settings = await configuration.of(file.uri);
      const causes = settings ? await toldCauses(file) : [];
      if (settings) told.push([file.uri, problemsOf(file, latest!.measured, settings, causes)]);
    }
    if (own !== round) return;
    problems.clear();
    problems.set(told);
  }

  /** What settings leave out explains nothing either. */
  async function toldCauses({ causes, root }: FileModules): Promise<readonly Explained[]> {
    const found: Explained[] = [];
    for (const cause of causes) {
      const uri = vscode.Uri.joinPath(root, cause.at.file);
      const settings = await configuration.of(uri);
      if (!settings || severityOf(cause, settings) === null) continue;
      const location = new vscode.Location(uri, rangeOf({ at: cause.at }));
      found.push({
        code: cause.code,
        about: new vscode.DiagnosticRelatedInformation(location, `${cause.code}: ${cause.message}`),
      });
    }
    return found;
  }

  return vscode.Disposable.from(
    problems,
    code.onDidChange(() => void tell()),
    configuration.onDidChange(() => void tell()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("normscope.measured.diagnostics")) void tell();
    }),
  );
}

/** What code tells of a cause. */
interface Explained {
  readonly code: string;
  readonly about: vscode.DiagnosticRelatedInformation;
}

function problemsOf(
  file: FileModules,
  measured: Measured,
  settings: CheckSettings,
  causes: readonly Explained[],
): vscode.Diagnostic[] {
  return file.placed.flatMap((placed) => {
    if (placed.doubt !== null) return [];
    return found(placed).flatMap(({ finding, paths }) => {
      const severity = severityOf(finding, settings);
      if (severity === null) return [];
      const message = messageOf(finding, paths, measured, file.changed);
      const problem = new vscode.Diagnostic(rangeOf(placed), message, SEVERITIES[severity]);
      problem.source = "normscope";
      problem.code = { value: finding.code, target: pageUri(finding.code) };
      const explaining = CAUSES[finding.code] ?? [];
      problem.relatedInformation = causes.filter(({ code }) => explaining.includes(code)).map(({ about }) => about);
      return [problem];
    });
  });
}

/** Warnings and errors that no comment suppresses, each code once, with the modules that it was found in. */
function found({ layers, suppressed }: PlacedModules) {
  const byCode = new Map<string, { readonly finding: Finding; readonly paths: string[] }>();
  for (const { path, findings } of layers) {
    for (const finding of findings) {
      if ((finding.severity !== "error" && finding.severity !== "warning") || suppressed.includes(finding.code))
        continue;
      const known = byCode.get(finding.code) ?? { finding, paths: [] };
      byCode.set(finding.code, known);
      if (!known.paths.includes(path)) known.paths.push(path);
    }
  }
  return [...byCode.values()];
}

function messageOf({ message }: Finding, paths: readonly string[], { name, kind }: Measured, changed: boolean): string {
  const first = shortLine(paths[0]!);
  const who = paths.length === 1 ? first : vscode.l10n.t("{0} and {1} more built here", first, paths.length - 1);
  return `${who}: ${oneLine(message)} ${sourceText(kind, shortLine(name, 40), changed)}`;
}

function sourceText(kind: Measured["kind"], name: string, changed: boolean): string {
  switch (kind) {
    case "run":
      return changed
        ? vscode.l10n.t("Measured in the run {0}, before this file was changed.", name)
        : vscode.l10n.t("Measured in the run {0}.", name);
    case "checkpoint":
      return changed
        ? vscode.l10n.t("Measured in the checkpoint {0}, before this file was changed.", name)
        : vscode.l10n.t("Measured in the checkpoint {0}.", name);
    case "capture":
      return changed
        ? vscode.l10n.t("Measured in the capture {0}, before this file was changed.", name)
        : vscode.l10n.t("Measured in the capture {0}.", name);
  }
}

const SEVERITIES: Readonly<Record<Finding["severity"], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};
