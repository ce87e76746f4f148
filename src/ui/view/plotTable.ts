import { formatExact } from "../../engine/formatNumber";
import type { Table } from "../figures/figure";
import { h } from "./h";

const FIRST_ROWS = 500;

/** A plot's numbers as a table that a screen reader can walk through; long ones grow on demand. */
export function plotTable({ caption, columns, rows }: Table): HTMLElement {
  const filled = columns.map((_, column) => rows.some((row) => row[column] !== ""));
  const body = h("tbody");
  const add = (first: number, end: number) => {
    body.append(...rows.slice(first, end).map((row) => rowOf(row.filter((_, column) => filled[column]))));
  };
  add(0, FIRST_ROWS);
  const head = columns.filter((_, column) => filled[column]).map((name) => h("th", { scope: "col" }, name));
  const table = h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)), body);
  const region = h(
    "div",
    { class: "twin", role: "region", tabindex: 0, "aria-label": caption, "data-part": "table" },
    table,
  );
  if (rows.length > FIRST_ROWS) {
    const more = h("button", { type: "button", class: "link" }, `Show all ${formatExact(rows.length)} rows`);
    more.addEventListener("click", () => {
      add(FIRST_ROWS, rows.length);
      more.remove();
    });
    region.append(more);
  }
  return region;
}

function rowOf(cells: readonly (string | number)[]): HTMLElement {
  return h(
    "tr",
    {},
    ...cells.map((cell) =>
      typeof cell === "number" ? h("td", { class: "number" }, formatExact(cell)) : h("td", {}, cell),
    ),
  );
}
