import { formatCount, formatExact } from "../../engine/formatNumber";
import type { Summarized } from "../../engine/report";
import { cleanName, shortName } from "../figures/safeText";
import { arrange, type Column, columnsFor } from "./columns";
import { h } from "./h";
import type { LayerRow } from "./layerRow";
import type { Momentum } from "./momentum";
import { sortHeader } from "./sortHeader";
import { worstOf } from "./verdict";
import { severityMark } from "./verdictList";
import type { ChangeView, ViewState } from "./viewState";
import { virtualRows } from "./virtualRows";

const NAME = { id: "layer", title: "layer", explanation: "Name, with dtype and shape", ascending: true };

/**
 * The layers as an ARIA grid, with one line a run in every cell. Only the rows in sight are in the
 * document, so that thousands of layers stay quick; the selected one carries the tab stop.
 */
export function layerTable(first: readonly LayerRow[], runCount: number, change: ChangeView) {
  let rows = first;
  let columns = columnsFor(rows);
  const rowHeight = Math.max(2, runCount) * 17 + 12;
  const header = h("div", { class: "row header", role: "row", "aria-rowindex": 1 });
  const empty = h("p", { class: "empty", hidden: true });
  let view: ViewState;
  let arranged: LayerRow[] = [];
  let arrangedBy = "";

  const select = (place: number) => change({ layer: arranged[place]!.name, channel: null });
  const scroller = virtualRows({
    rowHeight,
    row: (place) => rowElement(arranged[place]!, columns, view.momentum),
    select,
    key: (key, place) => {
      if ((key !== "Enter" && key !== " ") || place < 0) return false;
      select(place);
      return true;
    },
  });
  const grid = h(
    "div",
    { class: "grid", role: "grid", "aria-label": "Layers", "aria-multiselectable": "false", "data-part": "layers" },
    h("div", { role: "rowgroup" }, header),
    scroller.element,
    empty,
  );
  grid.style.setProperty("--row", `${rowHeight}px`);

  const show = (next: ViewState) => {
    view = next;
    const by = JSON.stringify([view.filter, view.sort, view.sort?.column === "wobble" ? view.momentum : null]);
    if (by !== arrangedBy) {
      arrangedBy = by;
      arranged = arrange(rows, view.filter, view.sort, view.momentum);
      header.replaceChildren(...sortHeader([NAME, ...columns], view.sort, (sort) => change({ sort })));
      grid.setAttribute("aria-rowcount", String(arranged.length + 1));
      scroller.element.hidden = arranged.length === 0;
      empty.hidden = arranged.length > 0;
      empty.textContent = `None of the ${formatCount(rows.length)} layers is named like “${view.filter}”.`;
    }
    const selected = arranged.findIndex(({ name }) => name === view.layer);
    scroller.show(arranged.length, selected);
  };
  /** Other rows of the same runs, to be seen with the next `show`. */
  const update = (next: readonly LayerRow[]) => {
    rows = next;
    columns = columnsFor(rows);
    arrangedBy = "";
  };
  return { element: grid, show, update, dispose: scroller.dispose };
}

function rowElement(row: LayerRow, columns: readonly Column[], momentum: Momentum | null): HTMLElement {
  const { dtype, shape, summarized } = row.runs[0]!.content;
  const worst = worstOf(row);
  const kind = summarized ? summarizedKind(summarized) : `${shape.join("×") || "scalar"} ${dtype}`;
  return h(
    "div",
    { class: "row", role: "row", "data-layer": row.name },
    h(
      "div",
      {
        role: "gridcell",
        class: "name",
        title: [row.name, kind, ...(summarized ? [`logged as ${summarized.tag}`] : [])].map(cleanName).join("\n"),
      },
      h("span", {}, worst === null ? null : severityMark(worst), shortName(row.name)),
      h("small", {}, kind),
    ),
    ...columns.map((column) => cellOf(row, column, momentum)),
  );
}

function summarizedKind({ moments }: Summarized): string {
  return moments === "values" ? "scalar, TensorBoard" : "histograms, TensorBoard";
}

function cellOf(row: LayerRow, column: Column, momentum: Momentum | null): HTMLElement {
  const lines = row.runs.flatMap(({ index, content }, i) => {
    const value = column.value(content, momentum);
    const text = value === null ? "–" : column.format(value);
    const title = value === null ? "not known" : formatExact(value);
    const line = h("span", { class: "number", title, "data-run": index }, text);
    return i === 0 ? [line] : [h("span", { class: "unseen" }, " · "), line];
  });
  return h("div", { role: "gridcell", class: "values", "data-column": column.id }, ...lines);
}
