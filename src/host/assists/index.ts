import * as vscode from "vscode";
import type { Offer } from "../../analysis/assists/assist";
import type { ModelFacts } from "../../analysis/model/facts";
import type { ParsedPython } from "../../analysis/parse";
import { fixLabel } from "../../analysis/rules/fixLabel";
import type { CodeAnalysis, PythonFiles } from "../pythonFiles";
import { type PythonSource, wholeSource } from "../pythonSource";
import { addEdits } from "../workspaceEdits";

const KIND = vscode.CodeActionKind.RefactorRewrite.append("normscope");

/** Offers rewritings of code in which nothing was found, among the editor's other ones; a failure is logged once. */
export function registerAssists(python: PythonFiles, log: vscode.LogOutputChannel): vscode.Disposable {
  const known = new WeakMap<ParsedPython, ModelFacts>();
  let failed = false;

  const factsOf = (file: ParsedPython, { modelFacts }: CodeAnalysis) => {
    const facts = known.get(file) ?? modelFacts(file);
    known.set(file, facts);
    return facts;
  };
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, { only }, token) {
      if (only && !only.contains(KIND) && !KIND.contains(only)) return [];
      if (!vscode.workspace.getConfiguration("normscope", document.uri).get("assists.enabled", true)) return [];
      if (!mayHoldModels(wholeSource(document).text())) return [];
      const loaded = await python.ready();
      if (!loaded || token.isCancellationRequested || document.isClosed) return [];
      try {
        const source = wholeSource(document);
        const part = source.parts.find((one) => one.document === document);
        if (!part) return [];
        const [start, end] = [part.start + document.offsetAt(range.start), part.start + document.offsetAt(range.end)];
        const { parse, analysis } = loaded;
        const file = analysis.mayOffer(source.text(), { start, end }) ? parse(source) : null;
        const offers = file ? analysis.offersAt(factsOf(file, analysis), { start, end }) : [];
        return offers.flatMap(({ name, offer }) => actionOf(KIND.append(name), offer, source));
      } catch (error) {
        if (!failed) log.error("Rewriting Python code:", error instanceof Error ? error : String(error));
        failed = true;
        return [];
      }
    },
  };
  return vscode.languages.registerCodeActionsProvider({ language: "python" }, provider, {
    providedCodeActionKinds: [KIND],
  });
}

function actionOf(kind: vscode.CodeActionKind, offer: Offer, source: PythonSource): vscode.CodeAction[] {
  const edit = new vscode.WorkspaceEdit();
  if (!addEdits(edit, offer.edits, source)) return [];
  const action = new vscode.CodeAction(offer.checkpointNote ? fixLabel(offer) : offer.title, kind);
  action.edit = edit;
  return [action];
}

function mayHoldModels(text: string): boolean {
  return text.length <= MAX_LENGTH && /torch/.test(text);
}

const MAX_LENGTH = 1_000_000;
