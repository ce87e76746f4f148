import type { FromEditor, Reference, ToEditor } from "../../protocol/editor";
import type { TensorListing } from "../../protocol/engineApi";
import { failedNotice, progressNotice } from "../notices";
import pageCss from "../page.css";
import { whenReleased } from "../view/press";
import { adoptStyles } from "../view/styles";
import { tablesFirst } from "../view/tableToggle";
import css from "./editor.css";
import { type EditorPage, editorPage } from "./editorPage";
import { type EditorView, readEditorView } from "./editorView";
import menuCss from "./menu.css";
import { openAtFirst } from "./tensorGrid";

declare function acquireVsCodeApi(): {
  postMessage(message: FromEditor): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById("normscope")!;
const post = (message: FromEditor) => vscode.postMessage(message);
const showProgress = progressNotice(root, null);
let view = readEditorView(vscode.getState() ?? { asTable: tablesFirst() });
let page: EditorPage | null = null;

function change(changes: Partial<EditorView>): void {
  view = { ...view, ...changes };
  vscode.setState(view);
  page?.show(view);
}

function enter(state: "loading" | "ready" | "failed"): void {
  page?.dispose();
  page = null;
  root.dataset.state = state;
}

function show(listing: TensorListing): void {
  enter("ready");
  const first = vscode.getState() === undefined;
  page = editorPage(root, listing, change, post);
  change(first ? { open: openAtFirst(listing) } : {});
}

/** Whoever asks for a comparison wants to see it. */
function compareWith(reference: Reference | null): void {
  const asked = reference !== null && reference.path !== view.reference?.path;
  change({ reference, ...(asked ? { tab: "norms" } : {}) });
}

function receive(message: ToEditor): void {
  switch (message.type) {
    case "opening":
      enter("loading");
      showProgress(message.name, null);
      break;
    case "listing":
      show(message.listing);
      break;
    case "failed": {
      enter("failed");
      const retry = message.final ? null : () => post({ type: "reload" });
      failedNotice(root, message.name, message.message, retry);
      break;
    }
    case "normsProgress":
      page?.normsProgress(message.progress);
      break;
    case "norms":
      compareWith(message.reference);
      page?.tellNorms(message.report, message.reference);
      break;
    case "normsFailed":
      compareWith(message.reference);
      page?.normsFailed(message.message, message.reference);
      break;
    case "tensorProgress":
      page?.tellTensor(message.of, { state: "reading", progress: message.progress });
      break;
    case "tensor":
      page?.tellTensor(message.of, { state: "done", report: message.report });
      break;
    case "tensorFailed":
      page?.tellTensor(message.of, { state: "failed", message: message.message });
      break;
    case "changed":
      page?.changed(message.gone);
  }
}

adoptStyles(pageCss + css + menuCss);
root.className = "normscope editor";
window.addEventListener("message", ({ data }: MessageEvent<ToEditor>) => whenReleased(() => receive(data)));
enter("loading");
showProgress("Opening the file", null);
post({ type: "ready", reference: view.reference });
