import { basename } from "node:path";
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { AdvicePlace } from "../../analysis/advice/place";
import type { Engine } from "../engine";
import type { ModulePathsAt } from "../modulePaths";
import { offer } from "../offer";
import { showPage } from "../pages";
import { openRequests } from "../panel";
import { PROFILE_PANEL } from "../panelKind";
import type { PythonFiles } from "../pythonFiles";
import { locationOf } from "../pythonSource";
import { tellFailure } from "../tellFailure";
import { addEdits } from "../workspaceEdits";
import { askQuestions } from "./askQuestions";
import { type LookedAt, lookedAt, placeNameIn } from "./lookedAt";
import { measureHere } from "./measureHere";

/** Says which normalization fits at the cursor, after at most three questions; a failure is logged and told. */
export function registerAdvice(
  python: PythonFiles,
  engine: Engine,
  pathsAt: ModulePathsAt,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand("normscope.whichNormalization", async () => {
    try {
      await adviseHere(python, engine, pathsAt);
    } catch (error) {
      void tellFailure(log, l10n.t("Normscope could not find which normalization fits here."), error);
    }
  });
}

async function adviseHere(python: PythonFiles, engine: Engine, pathsAt: ModulePathsAt): Promise<void> {
  const cursor = cursorHere();
  if (!cursor) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("Put the cursor at a layer or into a model's class in Python code, and ask again."),
    );
    return;
  }
  const loaded = await python.ready();
  const looked = loaded && lookedAt(loaded, cursor);
  if (!loaded || !looked) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t("Normscope cannot read the Python code in {0}.", basename(cursor.document.uri.path)),
    );
    return;
  }
  const { adviceMarkdown, advise, nameOf } = loaded.analysis;
  const { measured, unmeasured } = await measureHere(engine, await withPaths(looked, pathsAt));
  const answers = await askQuestions(looked.place, measured, loaded.analysis);
  if (answers === undefined) return;
  const advice = advise(looked.place, measured, answers, unmeasured);
  await showPage(
    PAGE,
    adviceMarkdown(advice, looked.place, (at) => placeNameIn(looked.source, at)),
  );
  if (advice.method !== "group" || !looked.rewriting) return;
  const { title, edits } = looked.rewriting;
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t("{0} fits here.", nameOf(advice.method)),
    title,
  );
  if (chosen !== title) return;
  const edit = new vscode.WorkspaceEdit();
  const applied =
    looked.isCurrent() && addEdits(edit, edits, looked.source) && (await vscode.workspace.applyEdit(edit));
  if (applied) return;
  void offer(
    vscode.window.showErrorMessage,
    vscode.l10n.t("Nothing was rewritten: {0} has changed since you asked.", basename(cursor.document.uri.path)),
    vscode.l10n.t("Ask Again"),
    () => vscode.commands.executeCommand("normscope.whichNormalization"),
  );
}

/** The names of the layer in the open profiles, where it is sure which modules of theirs this code builds. */
async function withPaths({ place, source }: LookedAt, pathsAt: ModulePathsAt): Promise<AdvicePlace> {
  const requests = openRequests(PROFILE_PANEL);
  const location = place.norm && locationOf({ start: place.norm.at, end: place.norm.at }, source);
  const [part] = source.parts;
  if (source.notebook || !location || !part || requests.length === 0) return place;
  const paths = await pathsAt(requests, part.document, location.range.start);
  return paths && paths.length > 0 ? { ...place, paths } : place;
}

/** The page's tab. */
const PAGE = vscode.l10n.t("Which Normalization Fits");

/** Where the cursor is in Python; of a notebook whose cells have no focus, at the beginning of the selected one. */
function cursorHere(): { readonly document: vscode.TextDocument; readonly position: vscode.Position } | null {
  const editor = vscode.window.activeTextEditor;
  if (editor) {
    const { document, selection } = editor;
    return document.languageId === "python" ? { document, position: selection.active } : null;
  }
  const notebook = vscode.window.activeNotebookEditor;
  const at = notebook?.selections[0]?.start ?? 0;
  const document = notebook && at < notebook.notebook.cellCount ? notebook.notebook.cellAt(at).document : null;
  return document?.languageId === "python" ? { document, position: new vscode.Position(0, 0) } : null;
}
