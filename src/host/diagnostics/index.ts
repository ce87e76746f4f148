import * as vscode from "vscode";
import type { CheckSettings } from "../../analysis/checking/severities";
import { UNUSED_SUPPRESSION } from "../../analysis/checking/unusedSuppression";
import { mayHoldModels } from "../../analysis/mayHoldModels";
import type { ParsedPython } from "../../analysis/parse";
import type { CodeFinding } from "../../analysis/rules/codeRule";
import type { CheckedFile } from "../../check/checkedFile";
import { notebookPython } from "../../check/notebook";
import { placeFindings } from "../../check/placeFindings";
import type { CheckProgram } from "../checkProgram";
import type { CheckConfiguration } from "../configuration";
import type { ImportsThread } from "../importsThread";
import { registerPages, titleOf } from "../pages";
import type { CodeAnalysis, PythonFiles } from "../pythonFiles";
import { locationOf, type PythonSource, wholeSource } from "../pythonSource";
import { withoutBroken } from "../withoutBroken";
import type { Checked } from "./checked";
import { registerCodeActions } from "./codeActions";
import { diagnosticOf } from "./diagnosticOf";
import { registerFindingsStatus } from "./findingsStatus";
import { createFollowImports } from "./imports";
import { createLiveFindings } from "./liveFindings";
import { registerNotes, type ShownNotes, shownNotes } from "./notes";
import { registerWorkspaceCheck } from "./workspace";

/** Checks the Python that is open, and workspaces: problems, their fixes, and pages that explain them. */
export function registerDiagnostics(
  python: PythonFiles,
  thread: ImportsThread,
  { program, cache }: CheckProgram,
  configuration: CheckConfiguration,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const problems = vscode.languages.createDiagnosticCollection("normscope");
  const shown: Shown = new WeakMap();
  let failed = false;

  const logOnce = (error: unknown) => {
    if (!failed) log.error("Checking Python code:", error instanceof Error ? error : String(error));
    failed = true;
  };

  /** Never throws. What is not to be checked has no findings. */
  async function check(document: vscode.TextDocument): Promise<Checked> {
    const wanted = configuration.isLive(document.uri) && isWorthIt(wholeSource(document).text());
    const settings = wanted ? await configuration.of(document.uri) : null;
    const loaded = settings && (await python.ready());
    const source = wholeSource(document);
    try {
      const joined = loaded?.parse(source);
      // The parser gives up on a long text in which a bracket stays open.
      const broken = source.notebook !== null && joined?.tree.rootNode.hasError !== false;
      const file = broken ? loaded?.parse(withoutBroken(source, loaded.parser)) : joined;
      if (!loaded || !file) return nothing(source);
      return checkFile({ source, file, settings, whole: !broken }, shownNotes(document), loaded.analysis);
    } catch (error) {
      logOnce(error);
      return nothing(source);
    }
  }

  /** Never throws. Null for notebooks that cannot be read, or are in another language. */
  async function checkText(uri: vscode.Uri, text: string, settings: CheckSettings): Promise<CheckedFile | null> {
    const loaded = await python.ready();
    if (!loaded) return null;
    try {
      const notebook = uri.path.endsWith(".ipynb") ? notebookPython(text) : null;
      if (uri.path.endsWith(".ipynb") && !notebook) return null;
      const code = notebook?.text ?? text;
      const findings = isWorthIt(code)
        ? (loaded.analysis.checkSource(code, loaded.parser, settings, notebook ? "notebook" : "file") ?? [])
        : [];
      const path = vscode.workspace.asRelativePath(uri);
      return { path, findings: placeFindings(code, findings, notebook?.cells ?? null), fixed: 0, broken: false };
    } catch {
      return null;
    }
  }

  const imports = createFollowImports(thread);
  const live = createLiveFindings(
    check,
    imports,
    (checked) => show(checked, problems, shown),
    (document) => {
      if (shown.delete(document)) problems.delete(document.uri);
    },
  );

  return vscode.Disposable.from(
    problems,
    configuration.onDidChange(live.checkAll),
    live,
    imports,
    vscode.workspace.onDidGrantWorkspaceTrust(live.checkAll),
    registerCodeActions(live),
    registerNotes(live),
    registerFindingsStatus(live, configuration),
    registerPages(),
    registerWorkspaceCheck({ settingsOf: configuration.of, checkText, program, cache }, titleOf),
  );
}

interface ToCheck {
  readonly source: PythonSource;
  readonly file: ParsedPython;
  readonly settings: CheckSettings;
  /** No cell is left out. */
  readonly whole: boolean;
}

function checkFile(
  { source, file, settings, whole }: ToCheck,
  { lenses, hints }: ShownNotes,
  { modelFacts, checkParsed, momentumNotes, classNotes, loopNotes }: CodeAnalysis,
): Checked {
  const facts = modelFacts(file);
  // Without all cells, not everything is found, and what nothing seems to need may well be needed.
  const keeps = ({ code }: CodeFinding) => whole || code !== UNUSED_SUPPRESSION.code;
  const findings = checkParsed(file, settings, facts, source.notebook ? "notebook" : "file").filter(keeps);
  const notes = {
    momentum: hints ? momentumNotes(facts) : [],
    classes: lenses ? classNotes(facts) : [],
    loops: lenses ? loopNotes(facts) : [],
  };
  return { source, findings, notes, basis: { text: file.text, settings, keeps, lenses }, others: null };
}

function nothing(source: PythonSource): Checked {
  return { source, findings: [], notes: { momentum: [], classes: [], loops: [] }, basis: null, others: null };
}

/**
 * Tells VS Code of each document whose problems are not those that it shows: of a notebook's thousand cells, a key concerns
 * one. A document that was changed may show them elsewhere than where they were last.
 */
function show({ source, findings, others }: Checked, problems: vscode.DiagnosticCollection, shown: Shown): void {
  const byDocument = new Map(source.parts.map(({ document }) => [document.uri.toString(), [] as vscode.Diagnostic[]]));
  for (const finding of findings) {
    const place = locationOf(finding.range, source);
    if (place) byDocument.get(place.uri.toString())?.push(diagnosticOf(finding, place.range, source, others));
  }
  for (const { document } of source.parts) {
    const now = byDocument.get(document.uri.toString())!;
    const said = now.length === 0 ? "" : `${document.version} ${textOf(now)}`;
    if (said === (shown.get(document) ?? "")) continue;
    shown.set(document, said);
    problems.set(document.uri, now);
  }
}

/** Everything that is told of problems; their own JSON has no more than what stands in the list. */
function textOf(problems: readonly vscode.Diagnostic[]): string {
  return JSON.stringify(problems.map((problem) => [problem, problem.relatedInformation, problem.tags]));
}

/** What was said last of a document, with the version of its text; nothing where it has no problems. */
type Shown = WeakMap<vscode.TextDocument, string>;

function isWorthIt(text: string): boolean {
  return text.length <= MAX_LENGTH && mayHoldModels(text);
}

/** Longer texts are generated, or data. */
const MAX_LENGTH = 1_000_000;
