import type { Report } from "../../engine/report";
import { cleanName, shortName } from "../figures/safeText";
import { onThemeChange, readTheme } from "../theme";
import { h } from "../view/h";
import { layerDetail } from "../view/layerDetail";
import { rowsOf, runsOf } from "../view/layerRow";
import { layerTable } from "../view/layerTable";
import { paintRuns, runChips } from "../view/runChips";
import { connectSearch } from "../view/searchKeys";
import { summaryOf } from "../view/summary";
import { verdictsOf } from "../view/verdict";
import { verdictList } from "../view/verdictList";
import type { ChangeView, ViewState } from "../view/viewState";

/** A report in the panel: header, layers with a verdict on the left, the selected layer's figures on the right. */
export interface ReportView {
  readonly show: (view: ViewState) => void;
  readonly dispose: () => void;
}

/** Fills `root` with a report that has layers. */
export function reportView(root: HTMLElement, report: Report, change: ChangeView): ReportView {
  const rows = rowsOf(report);
  const runs = runsOf(report);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const filter = h("input", {
    type: "search",
    placeholder: "Filter layers…",
    "aria-label": "Filter layers by name",
    "data-part": "filter",
    oninput: () => change({ filter: filter.value }),
  });
  const asTable = h("button", {
    type: "button",
    class: "link",
    "data-action": "table-view",
    onclick: () => change({ asTable: asTable.getAttribute("aria-pressed") !== "true" }),
  });
  const table = layerTable(rows, runs.length, change);
  connectSearch(filter, table.element);
  const detail = layerDetail(change);
  const verdicts = h("section", { class: "verdict-place", "aria-label": "Verdict", "aria-live": "polite" });
  let judged = "";

  root.replaceChildren(
    h(
      "header",
      {},
      h("h1", { title: cleanName(report.source.name) }, shortName(report.source.name, 40)),
      h("span", { class: "muted", "data-part": "summary" }, summaryOf(report, rows.length)),
      runChips(runs),
      h("span", { class: "actions" }, asTable),
    ),
    h(
      "div",
      { class: "sides" },
      h("aside", { "aria-label": "Layers" }, h("div", { class: "filter" }, filter), table.element, verdicts),
      detail.element,
    ),
  );
  const paint = () => paintRuns(root, readTheme(), runs);
  paint();
  const stopThemes = onThemeChange(paint);

  return {
    show: (view) => {
      const row = byName.get(view.layer ?? "") ?? rows[0]!;
      const shown = { ...view, layer: row.name };
      if (filter.value !== view.filter) filter.value = view.filter;
      asTable.textContent = view.asTable ? "Plot view" : "Table view";
      asTable.setAttribute("aria-pressed", String(view.asTable));
      table.show(shown);
      detail.show(row, shown);
      const judging = JSON.stringify([row.name, view.momentum]);
      if (judging !== judged) verdicts.replaceChildren(verdictList(verdictsOf(report, row, view.momentum)));
      judged = judging;
    },
    dispose: () => {
      stopThemes();
      table.dispose();
      detail.dispose();
    },
  };
}
