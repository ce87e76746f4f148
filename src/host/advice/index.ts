import * as vscode from "vscode";
import { adviceMarkdown } from "../../analysis/advice/adviceMarkdown";
import { advise } from "../../analysis/advice/advise";
import { nameOf } from "../../analysis/advice/alternatives";
import type { Engine } from "../engine";
import { showPage } from "../pages";
import type { PythonFiles } from "../pythonFiles";
import { addEdits } from "../workspaceEdits";
import { askQuestions } from "./askQuestions";
import { lookedAt, placeNameIn } from "./lookedAt";
import { measureHere } from "./measureHere";

/** Says which normalization fits at the cursor, after at most three questions; a failure is logged and told. */
export function registerAdvice(python: PythonFiles, engine: Engine, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.commands.registerCommand("normscope.whichNormalization", async () => {
    try {
      await adviseHere(python, engine);
    } catch (error) {
      log.error("Advice on normalization:", error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage("Normscope could not say which normalization fits here: see its output.");
    }
  });
}

async function adviseHere(python: PythonFiles, engine: Engine): Promise<void> {
  const cursor = cursorHere();
  if (!cursor) {
    void vscode.window.showInformationMessage(
      "Put the cursor at a layer, or into a model's class, in Python code first.",
    );
    return;
  }
  const loaded = await python.ready();
  const looked = loaded && lookedAt(loaded, cursor);
  if (!looked) {
    void vscode.window.showErrorMessage("Normscope cannot read the Python code here.");
    return;
  }
  const { measured, unmeasured } = await measureHere(engine, looked.place);
  const answers = await askQuestions(looked.place, measured);
  if (answers === undefined) return;
  const advice = advise(looked.place, measured, answers, unmeasured);
  await showPage(
    PAGE,
    adviceMarkdown(advice, looked.place, (at) => placeNameIn(looked.source, at)),
  );
  if (advice.method !== "group" || !looked.rewriting) return;
  const { title, edits } = looked.rewriting;
  const chosen = await vscode.window.showInformationMessage(`${nameOf(advice.method)} fits here.`, title);
  if (chosen !== title) return;
  const edit = new vscode.WorkspaceEdit();
  const applied =
    looked.isCurrent() && addEdits(edit, edits, looked.source) && (await vscode.workspace.applyEdit(edit));
  if (!applied) void vscode.window.showErrorMessage("The code has changed since: ask again which normalization fits.");
}

/** The page's tab. */
const PAGE = "Which Normalization Fits";

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
