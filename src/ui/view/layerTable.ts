import { formatCount, formatExact } from "../../engine/formatNumber";
import { cleanName, shortName } from "../figures/safeText";
import { arrange, type Column, columnsFor } from "./columns";
import { h } from "./h";
import type { LayerRow } from "./layerRow";
import type { Momentum } from "./momentum";
import { worstOf } from "./verdict";
import { severityMark } from "./verdictList";
import type { ChangeView, ViewState } from "./viewState";

const SPARE_ROWS = 8;

/**
 * The layers as an ARIA grid, with one line a run in every cell. Only the rows in sight are in the
 * document, so that thousands of layers stay quick; the selected one carries the tab stop.
 */
export function layerTable(rows: readonly LayerRow[], runCount: number, change: ChangeView) {
  const columns = columnsFor(rows);
  const rowHeight = Math.max(2, runCount) * 17 + 12;
  const header = h("div", { class: "row header", role: "row", "aria-rowindex": 1 });
  const window = h("div", { class: "rows", role: "rowgroup" });
  const scroller = h("div", { class: "scroller", role: "presentation" }, window);
  const empty = h("p", { class: "empty", hidden: true });
  const grid = h(
    "div",
    { class: "grid", role: "grid", "aria-label": "Layers", "aria-multiselectable": "false", "data-part": "layers" },
    h("div", { role: "rowgroup" }, header),
    scroller,
    empty,
  );
  grid.style.setProperty("--row", `${rowHeight}px`);
  let view: ViewState;
  let arranged: LayerRow[] = [];
  let arrangedBy = "";

  const at = () => arranged.findIndex(({ name }) => name === view.layer);
  const fill = () => {
    const hadFocus = window.contains(document.activeElement);
    const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - SPARE_ROWS);
    const end = Math.min(arranged.length, first + Math.ceil(scroller.clientHeight / rowHeight) + 2 * SPARE_ROWS);
    window.style.height = `${arranged.length * rowHeight}px`;
    window.replaceChildren(...arranged.slice(first, end).map((row, i) => rowElement(row, first + i)));
    const selected = window.querySelector<HTMLElement>('[aria-selected="true"]');
    scroller.tabIndex = selected === null ? 0 : -1;
    if (hadFocus) (selected ?? scroller).focus({ preventScroll: true });
  };
  const rowElement = (row: LayerRow, place: number) => {
    const selected = row.name === view.layer;
    const { dtype, shape } = row.runs[0]!.content;
    const worst = worstOf(row);
    const kind = `${shape.join("×") || "scalar"} ${dtype}`;
    const element = h(
      "div",
      {
        class: "row",
        role: "row",
        tabindex: selected ? 0 : -1,
        "aria-selected": String(selected),
        "aria-rowindex": place + 2,
        "data-layer": row.name,
        onclick: () => select(place),
      },
      h(
        "div",
        { role: "gridcell", class: "name", title: `${cleanName(row.name)}\n${kind}` },
        h("span", {}, worst === null ? null : severityMark(worst), shortName(row.name)),
        h("small", {}, kind),
      ),
      ...columns.map((column) => cellOf(row, column, view.momentum)),
    );
    element.style.top = `${place * rowHeight}px`;
    return element;
  };
  const select = (place: number) => {
    const row = arranged[Math.min(arranged.length - 1, Math.max(0, place))];
    if (row === undefined) return;
    const to = arranged.indexOf(row) * rowHeight;
    if (to < scroller.scrollTop) scroller.scrollTop = to;
    if (to + rowHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = to + rowHeight - scroller.clientHeight;
    change({ layer: row.name, channel: null });
    window.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  };
  const onkeydown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 1);
    const place = at();
    const to = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + page,
      PageUp: place - page,
      Home: 0,
      End: arranged.length - 1,
      Enter: place,
      " ": place,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(to);
  };
  scroller.addEventListener("keydown", onkeydown);
  scroller.addEventListener("scroll", () => fill(), { passive: true });
  const sizes = new ResizeObserver(() => view && fill());
  sizes.observe(scroller);

  const show = (next: ViewState) => {
    view = next;
    const by = JSON.stringify([view.filter, view.sort, view.sort?.column === "wobble" ? view.momentum : null]);
    if (by !== arrangedBy) {
      arrangedBy = by;
      arranged = arrange(rows, view.filter, view.sort, view.momentum);
      header.replaceChildren(...headerCells(columns, view, change));
      grid.setAttribute("aria-rowcount", String(arranged.length + 1));
      scroller.hidden = arranged.length === 0;
      empty.hidden = arranged.length > 0;
      empty.textContent = `None of the ${formatCount(rows.length)} layers is named like “${view.filter}”.`;
    }
    fill();
  };
  return { element: grid, show, dispose: () => sizes.disconnect() };
}

function headerCells(columns: readonly Column[], { sort }: ViewState, change: ChangeView): HTMLElement[] {
  const all = [{ id: "layer", title: "layer", explanation: "Name, with dtype and shape" }, ...columns];
  return all.map(({ id, title, explanation }) => {
    const direction = sort?.column !== id ? "none" : sort.descending ? "descending" : "ascending";
    // Numbers start with the largest, names with A, and a third click gives the report's order back.
    const first = id !== "layer";
    const next =
      direction === "none"
        ? { column: id, descending: first }
        : sort?.descending === first
          ? { column: id, descending: !first }
          : null;
    const arrow = direction === "none" ? "" : direction === "ascending" ? " ▲" : " ▼";
    const onclick = () => {
      change({ sort: next });
      document.querySelector<HTMLElement>(`[data-sort="${id}"]`)?.focus();
    };
    return h(
      "div",
      { role: "columnheader", "aria-sort": direction, "data-column": id, title: explanation },
      h("button", { type: "button", "data-sort": id, onclick }, title + arrow),
    );
  });
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
