import type { Comparison } from "../../engine/comparison/comparison";
import { parseComparison } from "../../protocol/comparisonJson";
import type { CompareRequest } from "../../protocol/engineApi";
import type { FromPanel, ToPanel } from "../../protocol/panel";
import { failedNotice, progressNotice } from "../panel/notices";
import { adoptStyles } from "../view/styles";
import { type Choice, INITIAL_CHOICE, readChoice } from "./choice";
import css from "./compare.css";
import { type CompareView, compareView } from "./compareView";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Record<string, unknown> | undefined;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById("normscope")!;
const ask = (type: "ready" | "cancel" | "retry") => () => vscode.postMessage({ type });
const showProgress = progressNotice(root, ask("cancel"));
let choice: Choice = readChoice(vscode.getState()?.view ?? INITIAL_CHOICE);
let shown: CompareView | null = null;

start();

function start(): void {
  adoptStyles(css);
  root.className = "normscope compare";
  window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => receive(data));
  root.dataset.state = "loading";
  showProgress("Comparing normalizations", null);
  ask("ready")();
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case "remember":
      vscode.setState({ ...vscode.getState(), ...message.state });
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
  let comparison: Comparison;
  try {
    comparison = parseComparison(JSON.parse(json));
  } catch (error) {
    enter("failed");
    failedNotice(root, "The comparison cannot be drawn", (error as Error).message, ask("retry"));
    return;
  }
  enter("ready");
  shown = compareView(root, comparison, { choose, change: askFor });
  shown.show(choice);
}

/** What the page can do by itself. */
function choose(changes: Partial<Choice>): void {
  choice = { ...choice, ...changes };
  vscode.setState({ ...vscode.getState(), view: choice });
  shown?.show(choice);
}

/** What takes the engine. */
function askFor(changes: Pick<CompareRequest, "layer" | "numGroups">): void {
  vscode.postMessage({ type: "change", changes });
}

function enter(state: "loading" | "ready" | "failed"): void {
  shown?.dispose();
  shown = null;
  root.dataset.state = state;
}
