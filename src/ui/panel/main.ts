import type { Report } from "../../engine/report";
import type { FromPanel, ToPanel } from "../../protocol/panel";
import { parseReport } from "../../protocol/reportJson";
import { adoptStyles } from "../view/styles";
import { INITIAL_VIEW, readView, type ViewState } from "../view/viewState";
import { emptyNotice, failedNotice, progressNotice } from "./notices";
import css from "./panel.css";
import { type ReportView, reportView } from "./reportView";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Record<string, unknown> | undefined;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById("normscope")!;
const ask = (type: "ready" | "cancel" | "retry") => () => vscode.postMessage({ type });
const showProgress = progressNotice(root, ask("cancel"));
let view: ViewState = readView(vscode.getState()?.view ?? INITIAL_VIEW);
let shown: ReportView | null = null;

start();

function start(): void {
  adoptStyles(css);
  root.className = "normscope panel";
  window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => receive(data));
  root.dataset.state = "loading";
  showProgress("Profiling activations", null);
  ask("ready")();
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case "remember":
      remember({ ...message.state });
      break;
    case "progress":
      enter("loading");
      showProgress(message.title, message.progress);
      break;
    case "failed":
      enter("failed");
      failedNotice(root, message.title, message.message, ask("retry"));
      break;
    case "show":
      show(message.report);
  }
}

function show(json: string): void {
  let report: Report;
  try {
    report = parseReport(JSON.parse(json));
  } catch (error) {
    enter("failed");
    failedNotice(root, "The report cannot be drawn", (error as Error).message, ask("retry"));
    return;
  }
  enter("ready");
  if (report.layers.length === 0) emptyNotice(root, report.source.name, ask("retry"));
  else shown = reportView(root, report, change);
  shown?.show(view);
}

function change(changes: Partial<ViewState>): void {
  view = { ...view, ...changes };
  remember({ view });
  shown?.show(view);
}

/** The host keeps its request in the same state, so that the panel can be made again after a reload. */
function remember(part: Record<string, unknown>): void {
  vscode.setState({ ...vscode.getState(), ...part });
}

function enter(state: "loading" | "ready" | "failed"): void {
  shown?.dispose();
  shown = null;
  root.dataset.state = state;
}
