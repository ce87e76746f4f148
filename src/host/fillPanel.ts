import * as vscode from "vscode";
import type { ProfileRequest, Progress } from "../protocol/engineApi";
import { fromPanel } from "../protocol/fromPages";
import type { ChosenFile, PanelState, ToPanel } from "../protocol/panel";
import { type Answers, createAnswers } from "./answers";
import { askingForDtype } from "./askForDtype";
import { chooseBeside } from "./chooseBeside";
import type { JobOptions } from "./engine";
import { type FollowedRuns, followRuns } from "./followRuns";
import { hear } from "./hear";
import { openPage } from "./openPage";
import type { PanelContext, PanelKind } from "./panelKind";

/** What a panel is to show. */
export interface PanelContent<Request extends ProfileRequest> {
  /** What messages call it. */
  readonly name: string;
  readonly request: Request;
  /** To be chosen when there is something to see; undefined leaves it to the page. */
  readonly layer: string | undefined;
}

/**
 * Makes an empty panel show the answer to a request, and keeps it doing so until it is closed.
 *
 * @returns chooses a layer by its name
 */
export function fillPanel<Request extends ProfileRequest>(
  { engine, dist, icon, log }: PanelContext,
  kind: PanelKind<Request>,
  panel: vscode.WebviewPanel,
  content: PanelContent<Request>,
): (layer: string) => void {
  const { name } = content;
  let { request, layer: toSelect } = content;
  let last: ToPanel<Request> = { type: "progress", title: name, progress: { done: 0, total: 0 } };
  let job = new AbortController();
  let followed: FollowedRuns | null = null;
  let answers: Answers | null = null;
  // Whether there is a page that takes messages, and whether it shows a report.
  let [ready, drawn] = [false, false];
  let settlePage = (_isThere: boolean) => {};
  const hasPage = new Promise<boolean>((resolve) => {
    settlePage = resolve;
  });
  let closed = false;

  // VS Code keeps what is sent to a page that is not there yet, which would then draw it twice. What is still under way when a
  // panel is closed ends after it.
  const post = (message: ToPanel<Request>) => {
    if (ready && !closed) void panel.webview.postMessage(message);
  };
  const remember = () => post({ type: "remember", state: { request } satisfies PanelState<Request> });
  /** What a page is told that has just been made, and every page when the state changes. */
  const show = () => {
    const message: ToPanel<Request> = followed?.shown() ?? last;
    post(message);
    drawn = message.type === "show";
    select();
  };
  const select = () => {
    if (!ready || !drawn || toSelect === undefined) return;
    post({ type: "select", layer: toSelect });
    toSelect = undefined;
  };
  const stop = () => {
    job.abort();
    followed?.dispose();
    followed = null;
    answers?.dispose();
    answers = null;
  };
  /** Files may have changed since: what is asked of a report is answered for as long as that stands. */
  const asking = (asked: Request) => {
    answers = createAnswers(engine, asked, post);
    return asked;
  };
  const start = async () => {
    stop();
    const own = new AbortController();
    job = own;
    const tellOwn = (message: ToPanel<Request>) => {
      if (job !== own) return;
      last = message;
      show();
    };
    const onProgress = (progress: Progress) => tellOwn({ type: "progress", title: name, progress });
    onProgress({ done: 0, total: 0 });
    try {
      const options = { signal: own.signal, onProgress };
      const ask = kind.ask;
      if (ask === "follow") await follow(own, options);
      else {
        const report = await askingForDtype(request, (asked) => ask(engine, asking(asked), options), hasPage);
        tellOwn({ type: "show", report, live: null, wanted: null });
      }
    } catch (error) {
      const { message } = error as Error;
      if (!own.signal.aborted) log.error(`${name}: ${message}`);
      tellOwn({ type: "failed", title: name, message });
    }
  };
  const choose = async (which: ChosenFile) => {
    const path = await chooseBeside(which, request.paths);
    if (path === undefined) return;
    answers?.forget();
    post({ type: "chosenFile", which, path });
  };
  /** Profiles the files, and goes on with the runs among them. */
  const follow = async (own: AbortController, options: JobOptions) => {
    const following = engine.startFollowing();
    const endFollowing = () => following.dispose();
    try {
      const first = await askingForDtype(request, (asked) => following.follow(asking(asked), options), hasPage);
      if (job !== own || own.signal.aborted) return endFollowing();
      if (first.live === null) {
        endFollowing();
        last = { type: "show", report: first.report!, live: null, wanted: null };
      } else {
        followed = followRuns(following, request, first, post);
        followed.see(panel.visible);
      }
      show();
    } catch (error) {
      endFollowing();
      throw error;
    }
  };

  panel.iconPath = icon;
  hear(panel.webview, fromPanel, log, (message) => {
    switch (message.type) {
      // A panel that was hidden or reloaded has forgotten everything but its state.
      case "ready":
        ready = true;
        settlePage(true);
        remember();
        show();
        break;
      case "cancel":
        job.abort();
        break;
      case "retry":
        void start();
        break;
      case "layer":
        void followed?.want(message.wanted, message.runs);
        break;
      case "ask":
        void answers?.ask(message.question);
        break;
      case "chooseFile":
        void choose(message.which);
        break;
      case "goToCode":
        void vscode.commands.executeCommand("normscope.goToCode", request, message.layer);
        break;
      case "cancelAsking":
        answers?.cancel();
        break;
      case "pause":
        followed?.pause(message.paused);
        break;
      case "change":
        request = { ...request, ...message.changes };
        remember();
        void start();
    }
  });
  panel.onDidChangeViewState(() => {
    // Hidden pages are unmade.
    ready &&= panel.visible;
    followed?.see(panel.visible);
  });
  panel.onDidDispose(() => {
    closed = true;
    settlePage(false);
    stop();
  });
  openPage(panel.webview, dist, kind.script, "Normscope");
  void start();
  return (layer) => {
    toSelect = layer;
    select();
  };
}
