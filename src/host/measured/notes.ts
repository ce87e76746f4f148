import * as vscode from "vscode";
import { labelText } from "../safeText";
import { lineOf, rangeOf } from "./lines";
import { SHOW } from "./links";
import type { MeasuredCode } from "./measuredCode";
import { measuredLine, measuredMark } from "./measuredText";
import type { PlacedModules } from "./placedModules";

const PYTHON = { language: "python", scheme: "file" };

/** A line above, or a few words behind, each call that surely builds modules that were measured, where settings ask for it. */
export function registerMeasuredNotes(code: MeasuredCode): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();

  function said(
    document: vscode.TextDocument,
    setting: string,
    textOf: (placed: PlacedModules) => string | null,
  ): { placed: PlacedModules; text: string }[] {
    if (!vscode.workspace.getConfiguration("normscope", document.uri).get(setting, false)) return [];
    return (code.in(document.uri)?.placed ?? []).flatMap((placed) => {
      const text = textOf(placed);
      return text === null ? [] : [{ placed, text }];
    });
  }

  const lenses: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) =>
      said(document, "measured.codeLens", measuredLine).map(({ placed, text }) => {
        const command = { title: labelText(text), command: SHOW, arguments: [placed.layers[0]!.path] };
        return new vscode.CodeLens(lineOf(placed, document), command);
      }),
  };
  const hints: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document, range) =>
      said(document, "measured.inlayHints", measuredMark).flatMap(({ placed, text }) => {
        const { end } = rangeOf(placed);
        if (!range.contains(end)) return [];
        const part = new vscode.InlayHintLabelPart(text);
        part.command = { title: vscode.l10n.t("Show in panel"), command: SHOW, arguments: [placed.layers[0]!.path] };
        const hint = new vscode.InlayHint(end, [part]);
        hint.paddingLeft = true;
        return [hint];
      }),
  };
  return vscode.Disposable.from(
    changed,
    code.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("normscope.measured")) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(PYTHON, lenses),
    vscode.languages.registerInlayHintsProvider(PYTHON, hints),
  );
}
