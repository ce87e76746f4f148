import * as vscode from "vscode";
import { fromLab } from "../../protocol/fromPages";
import type { FromLab, ToLab } from "../../protocol/lab";
import type { StoredRun } from "../../protocol/storedLab";
import { hear } from "../hear";
import { cores, homeFolder } from "../machine";
import { openPage } from "../openPage";
import type { PanelContext } from "../panelKind";
import { pathOf } from "../paths";
import { saveFile } from "../saveFile";
import { tellFailure } from "../tellFailure";
import { createLabSession } from "./labSession";
import { type LabStore, labStore } from "./labStore";
import { startLabThread } from "./labThread";

const TYPE = "normscope.lab";
const TITLE = vscode.l10n.t("Normalization Lab");
/** Each has digits and kernels of its own, about 100 MB. */
const MOST_THREADS = 8;

/**
 * The command "Normscope: Open Normalization Lab" and its panel, of which there is one.
 *
 * @param storage where it keeps what is finished for when the window is loaded again
 */
export function registerLab(context: PanelContext, storage: vscode.Uri): vscode.Disposable {
  let open: vscode.WebviewPanel | null = null;
  const generator = `normscope ${process.env.NORMSCOPE_VERSION}`;
  const store = labStore(pathOf(storage), generator, (why) => context.log.error(`Normalization Lab: ${why}`));
  const fill = (panel: vscode.WebviewPanel, before: readonly StoredRun[]) => {
    open = panel;
    panel.onDidDispose(() => {
      if (open === panel) open = null;
    });
    fillLab(context, panel, store, before);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("normscope.openLab", () => {
      if (open) return open.reveal();
      // A lab that is opened anew begins anew.
      store.save([]);
      fill(vscode.window.createWebviewPanel(TYPE, TITLE, vscode.ViewColumn.Active), []);
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      deserializeWebviewPanel: async (panel) => fill(panel, await store.read()),
    }),
    { dispose: () => open?.dispose() },
  );
}

/** Makes an empty panel the lab. What it trains ends with it. */
function fillLab(
  { dist, icon, log }: PanelContext,
  panel: vscode.WebviewPanel,
  store: LabStore,
  before: readonly StoredRun[],
): void {
  const script = pathOf(vscode.Uri.joinPath(dist, "lab.mjs"));
  const session = createLabSession(
    {
      startThread: () => startLabThread(script),
      // A core is left for whoever works beside it.
      most: Math.max(1, Math.min(cores() - 1, MOST_THREADS)),
      clock: () => performance.now(),
    },
    (message: ToLab) => void panel.webview.postMessage(message),
    (message) => log.error(`Normalization Lab: ${message}`),
    before,
    store.save,
  );
  const answer = async (message: FromLab) => {
    if (message.type !== "save") return session.receive(message);
    await saveFile(vscode.workspace.workspaceFolders?.[0]?.uri ?? homeFolder(), message.file);
  };
  panel.iconPath = icon;
  hear(panel.webview, fromLab, log, (message) => {
    void answer(message).catch((error: Error) => {
      void tellFailure(log, vscode.l10n.t("Normscope: {0}", error.message), error);
    });
  });
  panel.onDidDispose(() => session.dispose());
  openPage(panel.webview, dist, "labPage.js", TITLE);
}
