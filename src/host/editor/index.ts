import * as vscode from "vscode";
import { chooseFile } from "../chooseFiles";
import { offer } from "../offer";
import type { PanelContext } from "../panelKind";
import { editFile, type FileEditor } from "./editFile";

/** The editor that opens by itself, and the one that "Reopen Editor With…" offers for files that others open too. */
const EDITORS = { own: "normscope.tensorFile", shared: "normscope.checkpoint" } as const;

/** The editor of tensor and model files, and the command "Normscope: Open Tensor File". */
export function registerEditor(context: PanelContext): vscode.Disposable {
  const open = new Map<vscode.WebviewPanel, FileEditor>();
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose() {} }),
    resolveCustomEditor({ uri }, panel) {
      open.set(panel, editFile(context, uri, panel));
      panel.onDidDispose(() => open.delete(panel));
    },
  };
  return vscode.Disposable.from(
    ...Object.values(EDITORS).map((type) =>
      vscode.window.registerCustomEditorProvider(type, provider, { supportsMultipleEditorsPerDocument: true }),
    ),
    vscode.commands.registerCommand("normscope.compareCheckpoint", async () => {
      const [, editor] = [...open].find(([panel]) => panel.active) ?? [];
      if (editor) await editor.chooseReference();
      else
        void offer(
          vscode.window.showInformationMessage,
          vscode.l10n.t("Open the checkpoint that is to be compared in Normscope first."),
          vscode.l10n.t("Open Tensor File"),
          () => vscode.commands.executeCommand("normscope.openFile"),
        );
    }),
    vscode.commands.registerCommand("normscope.openFile", async (clicked?: vscode.Uri) => {
      const uri = clicked ?? (await chooseFile(vscode.l10n.t("Open Tensor File")));
      if (!uri) return;
      const editor = /\.(safetensors|np[yz])$/i.test(uri.path) ? EDITORS.own : EDITORS.shared;
      await vscode.commands.executeCommand("vscode.openWith", uri, editor);
    }),
  );
}
