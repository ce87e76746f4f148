import { basename } from "node:path";
import * as vscode from "vscode";
import type { ProfileRequest, Progress } from "../../protocol/engineApi";
import type { FromPanel, PanelState, ToPanel } from "../../protocol/panel";
import type { Engine } from "../engine";
import { webviewHtml } from "../webviewHtml";
import { profileAskingForDtype } from "./askForDtype";

export const PANEL_TYPE = "normscope.profile";

/** What panels need of the extension. */
export interface PanelContext {
  readonly engine: Engine;
  readonly dist: vscode.Uri;
  readonly icon: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

export function openPanel(context: PanelContext, request: ProfileRequest): void {
  const title = `Profile: ${titleOf(request)}`;
  const panel = vscode.window.createWebviewPanel(PANEL_TYPE, title, vscode.ViewColumn.Active);
  fillPanel(context, panel, request);
}

/** Makes an empty panel show the profile of a request, and keeps it doing so until it is closed. */
export function fillPanel(context: PanelContext, panel: vscode.WebviewPanel, request: ProfileRequest): void {
  const { engine, dist, icon, log } = context;
  const name = titleOf(request);
  let last: ToPanel = { type: "progress", title: name, progress: { done: 0, total: 0 } };
  let job = new AbortController();

  const tell = (message: ToPanel) => {
    last = message;
    void panel.webview.postMessage(message);
  };
  const start = async () => {
    job.abort();
    const own = new AbortController();
    job = own;
    const tellOwn = (message: ToPanel) => {
      if (job === own) tell(message);
    };
    const onProgress = (progress: Progress) => tellOwn({ type: "progress", title: name, progress });
    onProgress({ done: 0, total: 0 });
    try {
      tellOwn({
        type: "show",
        report: await profileAskingForDtype(engine, request, { signal: own.signal, onProgress }),
      });
    } catch (error) {
      const { message } = error as Error;
      log.error(`${name}: ${message}`);
      tellOwn({ type: "failed", title: name, message });
    }
  };

  panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
  panel.iconPath = icon;
  panel.webview.onDidReceiveMessage((message: FromPanel) => {
    // A panel that was hidden or reloaded has forgotten everything but its state.
    if (message.type === "ready") {
      const state: PanelState = { request };
      void panel.webview.postMessage({ type: "remember", state } satisfies ToPanel);
      void panel.webview.postMessage(last);
    } else if (message.type === "cancel") job.abort();
    else if (message.type === "retry") void start();
  });
  panel.onDidDispose(() => job.abort());
  panel.webview.html = webviewHtml(panel.webview, dist, "panel.js", "Normscope");
  void start();
}

/** Restores panels after the window was reloaded, by profiling the same files again. */
export function panelSerializer(context: PanelContext): vscode.WebviewPanelSerializer<Partial<PanelState> | undefined> {
  return {
    async deserializeWebviewPanel(panel, state) {
      if (isRequest(state?.request)) fillPanel(context, panel, state.request);
      else panel.dispose();
    },
  };
}

function titleOf(request: ProfileRequest): string {
  const [first = ""] = request.paths;
  return request.paths.length > 1 ? `${basename(first)} and ${request.paths.length - 1} more` : basename(first);
}

function isRequest(request: Partial<ProfileRequest> | undefined): request is ProfileRequest {
  const { paths, convention } = request ?? {};
  return Array.isArray(paths) && paths.every((path) => typeof path === "string") && convention !== undefined;
}
