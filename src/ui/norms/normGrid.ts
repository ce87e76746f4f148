import { formatCount } from "../../engine/formatNumber";
import type { NormLayer } from "../../engine/norms/normLayer";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";
import { whenReleased } from "../view/press";
import { type Sort, sortHeader } from "../view/sortHeader";
import { severityMark } from "../view/verdictList";
import { virtualRows } from "../view/virtualRows";
import { arrangeNorms, methodText, type NormColumn, normColumnsFor, worstFinding } from "./normColumns";

const ROW_HEIGHT = 44;
const NAME = { id: "layer", title: "layer", explanation: "Path of the module", ascending: true };

/** What a person has chosen to see of the table. */
export interface NormGridView {
  readonly filter: string;
  readonly sort: Sort | null;
  /** Name of the selected layer. */
  readonly norm: string | null;
  readonly scroll: number;
}

export interface NormGrid {
  readonly element: HTMLElement;
  readonly show: (view: NormGridView) => void;
  readonly dispose: () => void;
}

/** The normalization layers of a checkpoint as an ARIA grid: what each holds, and the worst that was found. */
export function normGrid(norms: readonly NormLayer[], change: (change: Partial<NormGridView>) => void): NormGrid {
  const columns = normColumnsFor(norms);
  const header = h("div", { class: "row header", role: "row", "aria-rowindex": 1 });
  const empty = h("p", { class: "empty", hidden: true });
  let arranged: NormLayer[] = [];
  let arrangedBy: string | null = null;
  let scrolled = false;
  let revealed: string | null = null;
  let saving: ReturnType<typeof setTimeout> | undefined;

  const scroller = virtualRows({
    rowHeight: ROW_HEIGHT,
    row: (place) => rowElement(arranged[place]!, columns),
    select: (place) => change({ norm: arranged[place]!.name }),
    scrolled: (scroll) => {
      clearTimeout(saving);
      saving = setTimeout(() => whenReleased(() => change({ scroll })), 200);
    },
  });
  const grid = h(
    "div",
    { class: "grid norms", role: "grid", "aria-label": "Normalization layers", "data-part": "norms" },
    h("div", { role: "rowgroup" }, header),
    scroller.element,
    empty,
  );
  grid.style.setProperty("--row", `${ROW_HEIGHT}px`);

  const show = (view: NormGridView) => {
    const by = JSON.stringify([view.filter, view.sort]);
    // What was on top in one order means nothing in another.
    const reordered = scrolled && by !== arrangedBy;
    if (by !== arrangedBy) {
      arrangedBy = by;
      arranged = arrangeNorms(norms, view.filter, view.sort);
      header.replaceChildren(...sortHeader([NAME, ...columns], view.sort, (sort) => change({ sort })));
      grid.setAttribute("aria-rowcount", String(arranged.length + 1));
      scroller.element.hidden = arranged.length === 0;
      empty.hidden = arranged.length > 0;
      empty.textContent = `None of the ${formatCount(norms.length)} layers is named like “${cleanName(view.filter)}”.`;
    }
    const selected = arranged.findIndex(({ name }) => name === view.norm);
    scroller.show(arranged.length, selected);
    if (!scrolled || reordered) scroller.scrollTo(reordered ? 0 : view.scroll);
    // A layer that was chosen elsewhere, among the findings for one.
    const comesBack = !scrolled && view.scroll > 0;
    if (view.norm !== revealed && selected >= 0 && !comesBack) scroller.reveal(selected);
    [scrolled, revealed] = [true, view.norm];
  };
  const dispose = () => {
    clearTimeout(saving);
    scroller.dispose();
  };
  return { element: grid, show, dispose };
}

function rowElement(norm: NormLayer, columns: readonly NormColumn[]): HTMLElement {
  const worst = worstFinding(norm);
  const kind = `${methodText(norm).replace(" norm", "")} · ${formatCount(norm.channels)} channels`;
  return h(
    "div",
    { class: "row", role: "row", "data-norm": norm.name },
    h(
      "div",
      { role: "gridcell", class: "name", title: `${cleanName(norm.name)}\n${kind}` },
      h("span", {}, worst === null ? null : severityMark(worst.severity), shortName(norm.name)),
      h("small", {}, kind),
    ),
    ...columns.map((column) => {
      const lines = column.lines(norm);
      const shown = lines.length === 0 ? ["–"] : lines;
      return h(
        "div",
        { role: "gridcell", class: "values", "data-column": column.id, title: column.exact(norm) },
        ...shown.map((line) => h("span", { class: "number" }, line)),
      );
    }),
  );
}
