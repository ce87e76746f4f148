import { basename } from "node:path";
import * as vscode from "vscode";
import type { ProfileRequest, Progress } from "../protocol/engineApi";
import type { FromPanel, PanelState, ToPanel } from "../protocol/panel";
import { askingForDtype } from "./askForDtype";
import type { Engine, JobOptions } from "./engine";
import { webviewHtml } from "./webviewHtml";

/** What panels need of the extension. */
export interface PanelContext {
  readonly engine: Engine;
  readonly dist: vscode.Uri;
  readonly icon: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** What a panel shows, and how the engine makes it. */
export interface PanelKind<Request extends ProfileRequest> {
  /** VS Code's name for such panels, by which it restores them. */
  readonly type: string;
  /** "Profile": stands before the files' names in the title. */
  readonly verb: string;
  /** The page's script in dist/. */
  readonly script: string;
  /** The answer as JSON text. */
  readonly ask: (engine: Engine, request: Request, options: JobOptions) => Promise<string>;
}

export function openPanel<Request extends ProfileRequest>(
  context: PanelContext,
  kind: PanelKind<Request>,
  request: Request,
): void {
  const title = `${kind.verb}: ${titleOf(request)}`;
  fillPanel(context, kind, vscode.window.createWebviewPanel(kind.type, title, vscode.ViewColumn.Active), request);
}

/** Restores panels after the window was reloaded, by asking for the same again. */
export function panelSerializer<Request extends ProfileRequest>(
  context: PanelContext,
  kind: PanelKind<Request>,
): vscode.WebviewPanelSerializer<Partial<PanelState<Request>> | undefined> {
  return {
    async deserializeWebviewPanel(panel, state) {
      if (isRequest(state?.request)) fillPanel(context, kind, panel, state.request);
      else panel.dispose();
    },
  };
}

/** Makes an empty panel show the answer to a request, and keeps it doing so until it is closed. */
function fillPanel<Request extends ProfileRequest>(
  { engine, dist, icon, log }: PanelContext,
  kind: PanelKind<Request>,
  panel: vscode.WebviewPanel,
  first: Request,
): void {
  const name = titleOf(first);
  let request = first;
  let last: ToPanel<Request> = { type: "progress", title: name, progress: { done: 0, total: 0 } };
  let job = new AbortController();

  const tell = (message: ToPanel<Request>) => {
    last = message;
    void panel.webview.postMessage(message);
  };
  const remember = () => {
    const state: PanelState<Request> = { request };
    void panel.webview.postMessage({ type: "remember", state } satisfies ToPanel<Request>);
  };
  const start = async () => {
    job.abort();
    const own = new AbortController();
    job = own;
    const tellOwn = (message: ToPanel<Request>) => {
      if (job === own) tell(message);
    };
    const onProgress = (progress: Progress) => tellOwn({ type: "progress", title: name, progress });
    onProgress({ done: 0, total: 0 });
    try {
      const options = { signal: own.signal, onProgress };
      const report = await askingForDtype(request, (asked) => kind.ask(engine, asked, options));
      tellOwn({ type: "show", report });
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
      remember();
      void panel.webview.postMessage(last);
    } else if (message.type === "cancel") job.abort();
    else if (message.type === "retry") void start();
    else {
      request = { ...request, ...message.changes };
      remember();
      void start();
    }
  });
  panel.onDidDispose(() => job.abort());
  panel.webview.html = webviewHtml(panel.webview, dist, kind.script, "Normscope");
  void start();
}

function titleOf(request: ProfileRequest): string {
  const [first = ""] = request.paths;
  return request.paths.length > 1 ? `${basename(first)} and ${request.paths.length - 1} more` : basename(first);
}

function isRequest<Request extends ProfileRequest>(request: Partial<Request> | undefined): request is Request {
  const { paths, convention } = request ?? {};
  return Array.isArray(paths) && paths.every((path) => typeof path === "string") && convention !== undefined;
}
