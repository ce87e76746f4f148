import * as vscode from "vscode";
import { withFindings } from "../../analysis/notes/classNotes";
import { locationOf } from "../pythonSource";
import { labelText } from "../safeText";
import type { Checked } from "./checked";
import type { LiveFindings } from "./liveFindings";
import { locate } from "./locate";

const PYTHON = { language: "python" };
const SETTINGS = ["codeLens", "inlayHints"];

/** What settings ask for beside a document's code. What nobody sees is not looked for. */
export interface ShownNotes {
  /** Over classes and loops. */
  readonly lenses: boolean;
  /** Behind each momentum. */
  readonly hints: boolean;
}

export function shownNotes({ uri }: vscode.TextDocument): ShownNotes {
  const settings = vscode.workspace.getConfiguration("normscope", uri);
  return { lenses: settings.get("codeLens.enabled", false), hints: settings.get("inlayHints.enabled", false) };
}

/**
 * What stands beside code where settings ask for it: layers over each class, the mode over each loop, and what a
 * momentum is elsewhere.
 */
export function registerNotes(live: LiveFindings): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const lenses: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => notesIn(document, "lenses", live, lensesOf),
  };
  const hints: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document) => notesIn(document, "hints", live, hintsOf),
  };
  return vscode.Disposable.from(
    changed,
    live.onDidCheck(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!SETTINGS.some((name) => event.affectsConfiguration(`normscope.${name}`))) return;
      live.checkAll();
      changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(PYTHON, lenses),
    vscode.languages.registerInlayHintsProvider(PYTHON, hints),
  );
}

async function notesIn<T>(
  document: vscode.TextDocument,
  kind: keyof ShownNotes,
  live: LiveFindings,
  notesOf: (checked: Checked, document: vscode.TextDocument) => T[],
): Promise<T[]> {
  if (!shownNotes(document)[kind]) return [];
  const checked = await live.of(document);
  return checked ? notesOf(checked, document) : [];
}

function lensesOf(checked: Checked, document: vscode.TextDocument): vscode.CodeLens[] {
  return [...classLenses(checked, document), ...loopLenses(checked, document)];
}

function classLenses({ source, notes, findings }: Checked, document: vscode.TextDocument): vscode.CodeLens[] {
  return notes.classes.flatMap((note) => {
    const location = locationOf({ start: note.place.start, end: note.place.start }, source);
    if (location?.uri.toString() !== document.uri.toString()) return [];
    const { text, count } = withFindings(note, findings);
    const command = count > 0 ? "workbench.actions.view.problems" : "";
    return [new vscode.CodeLens(location.range, { title: labelText(text), command })];
  });
}

/** A click shows what sets the mode. */
function loopLenses({ source, notes, others }: Checked, document: vscode.TextDocument): vscode.CodeLens[] {
  return notes.loops.flatMap(({ place, text, sets }) => {
    const location = locationOf(place, source);
    if (location?.uri.toString() !== document.uri.toString()) return [];
    const places = sets.flatMap((set) => locate(set, source, others) ?? []);
    const command = places.length > 0 ? "editor.action.peekLocations" : "";
    const args = [document.uri, location.range.start, places, "peek"];
    return [new vscode.CodeLens(location.range, { title: labelText(text), command, arguments: args })];
  });
}

function hintsOf({ source, notes }: Checked, document: vscode.TextDocument): vscode.InlayHint[] {
  return notes.momentum.flatMap(({ offset, text }) => {
    const location = locationOf({ start: offset, end: offset }, source);
    if (location?.uri.toString() !== document.uri.toString()) return [];
    const hint = new vscode.InlayHint(location.range.start, text);
    hint.paddingLeft = true;
    hint.tooltip = vscode.l10n.t(
      "PyTorch's momentum is the weight of the new batch, that of Keras and Flax the weight of the old average.",
    );
    return [hint];
  });
}
