import * as vscode from "vscode";
import { locationOf } from "../pythonSource";
import type { Checked } from "./checked";
import type { LiveFindings } from "./liveFindings";

const PYTHON = { language: "python" };

/**
 * What stands beside code where settings ask for it: layers over each class, the mode over each loop, and what a
 * momentum is elsewhere.
 */
export function registerNotes(live: LiveFindings): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const lenses: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => notesIn(document, "codeLens.enabled", live, lensesOf),
  };
  const hints: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document) => notesIn(document, "inlayHints.enabled", live, hintsOf),
  };
  return vscode.Disposable.from(
    changed,
    live.onDidCheck(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("normscope")) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(PYTHON, lenses),
    vscode.languages.registerInlayHintsProvider(PYTHON, hints),
  );
}

async function notesIn<T>(
  document: vscode.TextDocument,
  setting: string,
  live: LiveFindings,
  notesOf: (checked: Checked, document: vscode.TextDocument) => T[],
): Promise<T[]> {
  if (!vscode.workspace.getConfiguration("normscope", document.uri).get(setting, false)) return [];
  const checked = await live.of(document);
  return checked ? notesOf(checked, document) : [];
}

function lensesOf(checked: Checked, document: vscode.TextDocument): vscode.CodeLens[] {
  return [...classLenses(checked, document), ...loopLenses(checked, document)];
}

function classLenses({ source, notes }: Checked, document: vscode.TextDocument): vscode.CodeLens[] {
  return notes.classes.flatMap(({ place, text, findings }) => {
    const location = locationOf(place, source);
    if (location?.uri.toString() !== document.uri.toString()) return [];
    const command = findings > 0 ? "workbench.actions.view.problems" : "";
    return [new vscode.CodeLens(location.range, { title: text, command })];
  });
}

/** A click shows what sets the mode. */
function loopLenses({ source, notes }: Checked, document: vscode.TextDocument): vscode.CodeLens[] {
  return notes.loops.flatMap(({ place, text, sets }) => {
    const location = locationOf(place, source);
    if (location?.uri.toString() !== document.uri.toString()) return [];
    const places = sets.flatMap((set) => locationOf(set, source) ?? []);
    const command = places.length > 0 ? "editor.action.peekLocations" : "";
    const args = [document.uri, location.range.start, places, "peek"];
    return [new vscode.CodeLens(location.range, { title: text, command, arguments: args })];
  });
}

function hintsOf({ source, notes }: Checked, document: vscode.TextDocument): vscode.InlayHint[] {
  return notes.momentum.flatMap(({ offset, text }) => {
    const location = locationOf({ start: offset, end: offset }, source);
    if (location?.uri.toString() !== document.uri.toString()) return [];
    const hint = new vscode.InlayHint(location.range.start, text);
    hint.paddingLeft = true;
    hint.tooltip =
      "PyTorch's momentum is the weight of the new batch, that of Keras and Flax the weight of the old average.";
    return [hint];
  });
}
