import { h } from "./h";

/** By which column rows are ordered, and which way. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface HeaderColumn {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** Names start with A, numbers with the largest. */
  readonly ascending?: boolean;
}

/** Cells of a header whose buttons sort: one way, the other way, and a third click gives the first order back. */
export function sortHeader(
  columns: readonly HeaderColumn[],
  sort: Sort | null,
  change: (sort: Sort | null) => void,
): HTMLElement[] {
  return columns.map(({ id, title, explanation, ascending = false }) => {
    const direction = sort?.column !== id ? "none" : sort.descending ? "descending" : "ascending";
    const next =
      direction === "none"
        ? { column: id, descending: !ascending }
        : sort?.descending === !ascending
          ? { column: id, descending: ascending }
          : null;
    const arrow = direction === "none" ? "" : direction === "ascending" ? " ▲" : " ▼";
    const onclick = (event: MouseEvent) => {
      const row = (event.currentTarget as HTMLElement).closest('[role="row"]');
      change(next);
      row?.querySelector<HTMLElement>(`[data-sort="${id}"]`)?.focus();
    };
    return h(
      "div",
      { role: "columnheader", "aria-sort": direction, "data-column": id, title: explanation },
      h("button", { type: "button", "data-sort": id, onclick }, title + arrow),
    );
  });
}
