import type { TensorChoice } from "../../protocol/editor";
import type { ListedTensor, TensorListing } from "../../protocol/engineApi";
import { h } from "../view/h";
import type { ShownFigure } from "../view/plotView";
import { connectSearch } from "../view/searchKeys";
import type { ChangeEditor, EditorView } from "./editorView";
import { folderDetail } from "./folderDetail";
import { type Measured, tensorDetail } from "./tensorDetail";
import { tensorGrid } from "./tensorGrid";

/** Arrow keys pass over tensors faster than they can be read: one is read once a person stays with it. */
const STAY_MILLISECONDS = 150;

/** The tab "Tensors": the tree on the left, the selected tensor or folder on the right. */
export interface TensorsView {
  readonly element: HTMLElement;
  readonly show: (view: EditorView) => void;
  /** Takes what the host says of a tensor's values. */
  readonly tell: (of: TensorChoice, measured: Measured) => void;
  readonly shown: () => ShownFigure[];
  readonly dispose: () => void;
}

export interface TensorActions {
  readonly change: ChangeEditor;
  readonly measure: (of: TensorChoice) => void;
  readonly cancel: () => void;
}

export function tensorsView(listing: TensorListing, { change, measure, cancel }: TensorActions): TensorsView {
  const byName = new Map(listing.tensors.map((tensor) => [tensor.name, tensor]));
  const known = new Map<string, Measured>();
  let view: EditorView;
  let asked: string | null = null;
  let staying: ReturnType<typeof setTimeout> | undefined;
  const filter = h("input", {
    type: "search",
    placeholder: "Search tensors…",
    "aria-label": "Search tensors by name and dtype; all words must occur",
    "data-part": "filter",
    oninput: () => change({ filter: filter.value }),
  });
  const flat = h("input", { type: "checkbox", "data-part": "flat", onchange: () => change({ flat: flat.checked }) });
  const grid = tensorGrid(listing, change);
  connectSearch(filter, grid.element);
  const retry = () => {
    const tensor = byName.get(view.selected ?? "");
    if (tensor) ask(choiceOf(tensor));
    show(view);
  };
  const detail = tensorDetail({ change, retry, cancel });
  const place = h("div", { class: "detail" });
  let folderShown: string | null = null;

  const choiceOf = ({ name }: ListedTensor): TensorChoice => ({ tensor: name, channelAxis: view.channelAxis });
  const ask = (choice: TensorChoice) => {
    const key = keyOf(choice);
    clearTimeout(staying);
    asked = key;
    known.set(key, { state: "waiting" });
    staying = setTimeout(() => measure(choice), STAY_MILLISECONDS);
  };
  const showTensor = (tensor: ListedTensor) => {
    const choice = choiceOf(tensor);
    const key = keyOf(choice);
    // An answer that nobody waited for is asked for anew.
    const { state } = known.get(key) ?? {};
    if (tensor.closed === null && (state === undefined || (asked !== key && state !== "done"))) ask(choice);
    folderShown = null;
    if (place.firstChild !== detail.element) place.replaceChildren(detail.element);
    detail.show(tensor, known.get(key) ?? { state: "waiting" }, view);
  };
  const showFolder = (path: string) => {
    const folder = grid.folder(path) ?? grid.folder("")!;
    const by = `${view.filter}\n${folder.path}`;
    if (by === folderShown) return;
    folderShown = by;
    if (asked !== null) cancel();
    clearTimeout(staying);
    asked = null;
    place.replaceChildren(folderDetail(folder));
  };
  const show = (next: EditorView) => {
    view = next;
    if (filter.value !== view.filter) filter.value = view.filter;
    flat.checked = view.flat;
    grid.show(view);
    const tensor = view.selectedFolder ? undefined : byName.get(view.selected ?? "");
    if (tensor) showTensor(tensor);
    else showFolder(view.selectedFolder ? (view.selected ?? "") : "");
  };
  return {
    element: h(
      "div",
      { class: "sides" },
      h(
        "aside",
        { "aria-label": "Tensors" },
        h("div", { class: "filter" }, filter, h("label", { class: "toggle" }, flat, "flat list")),
        grid.element,
      ),
      place,
    ),
    show,
    tell: (of, measured) => {
      forgetOldest(known);
      known.set(keyOf(of), measured);
      // A page that was made anew is told what its last life had asked for.
      if (keyOf(of) === asked) clearTimeout(staying);
      if (view) show(view);
    },
    shown: () => (place.firstChild === detail.element ? detail.shown() : []),
    dispose: () => {
      clearTimeout(staying);
      grid.dispose();
      detail.dispose();
    },
  };
}

const MOST_KNOWN = 50;

function forgetOldest(known: Map<string, Measured>): void {
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
}

function keyOf({ tensor, channelAxis }: TensorChoice): string {
  return JSON.stringify([tensor, channelAxis]);
}
