import * as vscode from "vscode";
import type { CodeFinding, Fix } from "../../analysis/rules/codeRule";
import { fixLabel } from "../../analysis/rules/fixLabel";
import { actionOf, explainAction, ignoreActions } from "../findingActions";
import { locationOf, notebookOf, type PythonSource } from "../pythonSource";
import { addEdits } from "../workspaceEdits";
import { FIX_ALL, FIX_NOTEBOOK, fixAll, fixNotebook, isAsked } from "./fixAll";
import type { LiveFindings } from "./liveFindings";

const { QuickFix } = vscode.CodeActionKind;

/** A finding and where it is shown. */
interface Shown {
  readonly finding: CodeFinding;
  readonly place: vscode.Location;
}

/**
 * In the light bulb: fixes of what was found, comments to ignore it, and what it means. Safe fixes also all at once, in a
 * file, a cell or a notebook.
 */
export function registerCodeActions(live: LiveFindings): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, { only, diagnostics }, token) {
      const quick = !only || only.contains(QuickFix);
      const all = isAsked(FIX_ALL, only);
      if (!quick && !all) return [];
      const checked = await live.of(document);
      if (!checked || token.isCancellationRequested) return [];
      const { source, findings } = checked;
      // Of a notebook's thousand cells, only this one's findings are placed.
      const part = source.parts.find((one) => one.document === document);
      const inDocument = findings.flatMap((finding): Shown[] => {
        const { start } = finding.range;
        const place = part && part.start <= start && start <= part.end && locationOf(finding.range, source);
        return place ? [{ finding, place }] : [];
      });
      const here = inDocument.filter(({ place }) => place.range.intersection(range));
      return [
        ...(quick ? quickFixes(document, here, source, diagnostics) : []),
        ...(all ? fixAll(document, findings, source) : []),
      ];
    },
  };
  // VS Code asks for what is done to a whole notebook at its first cell, whatever that is.
  const ofNotebooks: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { only }, token) {
      const notebook = isAsked(FIX_NOTEBOOK, only) ? notebookOf(document) : null;
      const python = notebook?.getCells().find((cell) => cell.document.languageId === "python");
      const checked = python && (await live.of(python.document));
      return checked && !token.isCancellationRequested ? fixNotebook(checked) : [];
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider({ language: "python" }, provider, {
      providedCodeActionKinds: [QuickFix, FIX_ALL],
    }),
    vscode.languages.registerCodeActionsProvider({ notebookType: "*" }, ofNotebooks, {
      providedCodeActionKinds: [FIX_NOTEBOOK],
    }),
  );
}

/** Fixes of every finding first, then what else can be done about each. */
function quickFixes(
  document: vscode.TextDocument,
  here: readonly Shown[],
  source: PythonSource,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const about = ({ finding, place }: Shown) => diagnostics.filter((known) => isOf(known, finding, place));
  const fixes = here.flatMap((shown) => shown.finding.fixes.flatMap((fix) => fixAction(fix, source, about(shown))));
  const others = here.flatMap((shown) => [
    ...ignoreActions(document, shown.finding.code, shown.place.range, about(shown)),
    explainAction(shown.finding.code, about(shown)),
  ]);
  return [...fixes, ...others];
}

function isOf(known: vscode.Diagnostic, { code }: CodeFinding, { range }: vscode.Location): boolean {
  return known.source === "normscope" && known.range.isEqual(range) && typeof known.code === "object"
    ? known.code.value === code
    : false;
}

/** Applied at once, whatever it does to checkpoints: its title says so, and VS Code shows any action first on request. */
function fixAction(fix: Fix, source: PythonSource, about: vscode.Diagnostic[]): vscode.CodeAction[] {
  const edit = new vscode.WorkspaceEdit();
  if (!addEdits(edit, fix.edits, source)) return [];
  const action = actionOf(fixLabel(fix), about);
  action.edit = edit;
  action.isPreferred = fix.safe;
  return [action];
}
