import type { FromEditor, Reference, TensorChoice } from "../../protocol/editor";
import type { Progress, TensorListing } from "../../protocol/engineApi";
import { parseReport } from "../../protocol/reportJson";
import { h } from "../view/h";
import { tabList } from "../view/tabs";
import { severityMark } from "../view/verdictList";
import type { ChangeEditor, EditorTab, EditorView } from "./editorView";
import { exportMenu } from "./exportMenu";
import { editorHeader } from "./header";
import { normsEmpty, normsFailed, normsWaiting } from "./normsNotice";
import { type NormsView, normsView } from "./normsView";
import { type Exportable, offersFor } from "./offers";
import type { Measured } from "./tensorDetail";
import { tensorsView } from "./tensorsView";

/** A file's editor: header, two tabs, and notices above them. */
export interface EditorPage {
  readonly show: (view: EditorView) => void;
  readonly tellTensor: (of: TensorChoice, measured: Measured) => void;
  readonly normsProgress: (progress: Progress) => void;
  readonly tellNorms: (report: string, reference: Reference | null) => void;
  readonly normsFailed: (message: string, reference: Reference | null) => void;
  /** Says that the file on disk is another one by now. */
  readonly changed: (gone: boolean) => void;
  readonly dispose: () => void;
}

/** Fills `root` with what a file holds. */
export function editorPage(
  root: HTMLElement,
  listing: TensorListing,
  change: ChangeEditor,
  post: (message: FromEditor) => void,
): EditorPage {
  const notices = h("div", { class: "notices", role: "status", "aria-live": "polite" });
  const panel = h("div", { class: "panel-place", tabindex: -1 });
  const tabs = tabList<EditorTab>(
    "What to see of the file",
    [
      { name: "tensors", title: "Tensors" },
      { name: "norms", title: "Normalization" },
    ],
    panel,
    (tab) => change({ tab }),
  );
  const measured: { last: { of: TensorChoice; report: string } | null } = { last: null };
  const tensors = tensorsView(listing, {
    change,
    measure: (of) => post({ type: "profile", of }),
    cancel: () => post({ type: "cancel" }),
  });
  let view: EditorView;
  let norms: NormsView | null = null;
  let normsJson: string | null = null;
  let normsPlace: HTMLElement = normsWaiting();

  const exportable = (): Exportable => {
    const json = measured.last?.of.tensor === view.selected ? measured.last.report : null;
    if (view.tab === "norms")
      return {
        listing,
        report: normsJson === null ? null : { what: "normalization", json: normsJson },
        figures: norms?.shown() ?? [],
      };
    return { listing, report: json === null ? null : { what: "tensor", json }, figures: tensors.shown() };
  };
  const warn = (text: string, ...actions: HTMLElement[]) =>
    notices.replaceChildren(h("p", {}, severityMark("warning"), text), ...actions);
  const menu = exportMenu(() => offersFor(exportable(), post, (message) => warn(message)));
  const header = editorHeader(listing, menu, change, post);
  root.replaceChildren(header.element, notices, tabs.element, panel);

  const place = (tab: EditorTab) => {
    const wanted = tab === "tensors" ? tensors.element : normsPlace;
    if (panel.firstChild !== wanted) panel.replaceChildren(wanted);
  };
  const show = (next: EditorView) => {
    view = next;
    tabs.show(view.tab);
    header.show(view);
    root.dataset.tab = view.tab;
    place(view.tab);
    if (view.tab === "tensors") tensors.show(view);
    else norms?.show(view);
  };
  const showNorms = (made: NormsView | null, element: HTMLElement, json: string | null) => {
    norms?.dispose();
    [norms, normsPlace, normsJson] = [made, element, json];
    tabs.mark("norms", made?.sign ?? null);
    show(view);
  };
  const failed = (message: string, reference: Reference | null) => {
    const retry = () => post({ type: "retryNorms" });
    const drop = () => post({ type: "dropReference" });
    showNorms(null, normsFailed(message, reference !== null, retry, drop), null);
  };
  return {
    show,
    tellTensor: (of, state) => {
      if (state.state === "done") measured.last = { of, report: state.report };
      tensors.tell(of, state);
    },
    normsProgress: (progress) => showNorms(null, normsWaiting(progress), null),
    tellNorms: (json, reference) => {
      try {
        const report = parseReport(JSON.parse(json));
        if (report.norms.length === 0) return showNorms(null, normsEmpty(listing), null);
        const made = normsView(report, reference, change);
        showNorms(made, made.element, json);
      } catch (error) {
        failed((error as Error).message, reference);
      }
    },
    normsFailed: failed,
    changed: (gone) => {
      const reload = () => post({ type: "reload" });
      const text = gone
        ? "The file is no longer there. What is shown is what it held."
        : "The file has changed on disk. What is shown is what it held before.";
      warn(
        text,
        h("button", { type: "button", "data-action": "reload", onclick: reload }, gone ? "Look again" : "Reload"),
      );
    },
    dispose: () => {
      tensors.dispose();
      norms?.dispose();
    },
  };
}
