import { formatCount } from "../../engine/formatNumber";
import type { FromEditor, Reference } from "../../protocol/editor";
import type { TensorListing } from "../../protocol/engineApi";
import { formatBytes } from "../figures/formatBytes";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";
import { tableToggle } from "../view/tableToggle";
import type { ChangeEditor, EditorView } from "./editorView";

/** The file's name, what it is, how much is in it, whom it is compared with, and what can be done. */
export function editorHeader(
  listing: TensorListing,
  menu: HTMLElement,
  change: ChangeEditor,
  post: (message: FromEditor) => void,
): { readonly element: HTMLElement; readonly show: (view: EditorView) => void } {
  const toggle = tableToggle((asTable) => change({ asTable }));
  const compare = h(
    "button",
    {
      type: "button",
      class: "link",
      "data-action": "compare",
      title: "Measure the normalization layers against those of another checkpoint",
      onclick: () => post({ type: "chooseReference" }),
    },
    "Compare with…",
  );
  const reference = h("span", { class: "chip", "data-part": "reference" });
  const element = h(
    "header",
    {},
    h("h1", { title: cleanName(listing.name) }, shortName(listing.name, 48)),
    h("span", { class: "muted", "data-part": "summary" }, summaryOf(listing)),
    factsOf(listing),
    reference,
    h("span", { class: "actions controls" }, compare, toggle.element, menu),
  );
  return {
    element,
    show: (view) => {
      toggle.show(view.asTable);
      reference.hidden = view.reference === null;
      if (view.reference)
        reference.replaceChildren(...referenceOf(view.reference, () => post({ type: "dropReference" })));
    },
  };
}

function referenceOf({ name, path }: Reference, drop: () => void): HTMLElement[] {
  const label = h("span", { title: cleanName(path) }, `compared with ${shortName(name, 32)}`);
  const away = h(
    "button",
    { type: "button", class: "link", "data-action": "drop-reference", "aria-label": "Stop comparing", onclick: drop },
    "✕",
  );
  return [label, away];
}

function summaryOf({ format, tensors, bytes }: TensorListing): string {
  const closed = tensors.filter((tensor) => tensor.closed !== null).length;
  return [
    cleanName(format),
    tensors.length === 1 ? "1 tensor" : `${formatCount(tensors.length)} tensors`,
    formatBytes(bytes),
    ...(closed > 0 ? [`partial: ${formatCount(closed)} cannot be read`] : []),
  ].join(" · ");
}

/** What else the file says of itself, on demand. */
function factsOf({ facts }: TensorListing): HTMLElement | null {
  if (facts.length === 0) return null;
  const rows = facts.map(([name, value]) =>
    h("tr", {}, h("th", { scope: "row" }, shortName(name, 40)), h("td", {}, shortName(value, 400))),
  );
  return h(
    "details",
    { class: "menu facts", "data-part": "facts" },
    h("summary", {}, `${formatCount(facts.length)} ${facts.length === 1 ? "fact" : "facts"}`),
    h("div", { class: "menu-list" }, h("table", { class: "statistics" }, h("tbody", {}, ...rows))),
  );
}
