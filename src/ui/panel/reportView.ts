import { isOutline, type Report } from "../../engine/report";
import { cleanName, shortName } from "../figures/safeText";
import { onThemeChange, readTheme } from "../theme";
import type { AskWhatIf } from "../view/asked";
import { batchSizeTab } from "../view/batchSizeTab";
import { gapTab } from "../view/gapTab";
import { h } from "../view/h";
import { layerDetail } from "../view/layerDetail";
import { isModule, rowsOf, runsOf } from "../view/layerRow";
import { layerTable } from "../view/layerTable";
import { momentumExplorer } from "../view/momentumExplorer";
import { networkExplorer } from "../view/networkExplorer";
import { paintRuns, runChips } from "../view/runChips";
import { connectSearch } from "../view/searchKeys";
import { summaryOf } from "../view/summary";
import { tableToggle } from "../view/tableToggle";
import { verdictPlace } from "../view/verdictPlace";
import { verdictsOf } from "../view/verdicts";
import type { ChangeView, Tab, ViewState } from "../view/viewState";

/** A report in the panel: header, layers with a verdict on the left, the selected layer's figures on the right. */
export interface ReportView {
  readonly show: (view: ViewState) => void;
  /** Takes the place of the report, which has the same runs; to be seen with the next `show`. */
  readonly update: (report: Report) => void;
  readonly dispose: () => void;
}

/** What the page has the host do. */
export interface Elsewhere {
  readonly ask: AskWhatIf;
  /** Shows the code that builds a layer. */
  readonly goToCode: (layer: string) => void;
}

const TABS = [
  { name: "curve", title: "Curve" },
  { name: "running", title: "Running averages" },
  { name: "distribution", title: "Distribution" },
  { name: "channels", title: "Channels" },
  { name: "batchSize", title: "Batch size" },
  { name: "gap", title: "Train vs. eval" },
] as const;

const OF_ONE_RUN: readonly Tab[] = ["distribution", "channels"];

/**
 * Fills `root` with a report that has layers.
 *
 * @param live what stands in the header of a run that is followed
 * @param ask answers what takes the engine
 */
export function reportView(
  root: HTMLElement,
  first: Report,
  change: ChangeView,
  live: HTMLElement,
  { ask, goToCode }: Elsewhere,
): ReportView {
  let report = first;
  let rows = rowsOf(report);
  const runs = runsOf(report);
  let byName = new Map(rows.map((row) => [row.name, row]));
  const filter = h("input", {
    type: "search",
    placeholder: "Filter layers…",
    "aria-label": "Filter layers by name",
    "data-part": "filter",
    oninput: () => change({ filter: filter.value }),
  });
  const toggle = tableToggle((asTable) => change({ asTable }));
  let selected = "";
  const toItsCode = { title: "Go to code", run: () => goToCode(selected) };
  const toCode = h(
    "button",
    { type: "button", class: "link", "data-action": "go-to-code", onclick: toItsCode.run },
    "Go to code",
  );
  const table = layerTable(rows, runs.length, change);
  connectSearch(filter, table.element);
  const detail = layerDetail(change, {
    // A model that was run has no steps of training, and no files of activations to ask more of.
    tabs: first.execution ? TABS.filter(({ name }) => OF_ONE_RUN.includes(name)) : TABS,
    quantity: "activation",
    asking: [batchSizeTab(ask, change), gapTab(ask, change)],
    beneath: [momentumExplorer(change), networkExplorer(ask, change)],
  });
  const verdicts = verdictPlace();
  const heading = h("h2", { class: "unseen" });
  detail.element.prepend(heading);
  const summary = h("span", { class: "muted", "data-part": "summary" }, summaryOf(report, rows.length));

  root.replaceChildren(
    h(
      "header",
      {},
      h("h1", { title: cleanName(report.source.name) }, shortName(report.source.name, 40)),
      summary,
      live,
      runChips(runs),
      h("span", { class: "actions" }, toCode, toggle.element),
    ),
    h(
      "div",
      { class: "sides" },
      h("aside", { "aria-label": "Layers" }, h("div", { class: "filter" }, filter), table.element, verdicts.element),
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
      toggle.show(view.asTable);
      selected = row.name;
      heading.textContent = cleanName(row.name);
      toCode.hidden = !isModule(row);
      toCode.title = `Show the line that builds ${cleanName(row.name)}`;
      table.show(shown);
      if (row.runs.some(({ content }) => isOutline(content))) {
        detail.wait();
        return;
      }
      detail.show(row, shown);
      const codes = isModule(row) ? row.runs.flatMap(({ content }) => content.findings.map(({ code }) => code)) : [];
      verdicts.show(verdictsOf(report, row, view.momentum), ({ code }) => (codes.includes(code) ? [toItsCode] : []));
    },
    update: (next) => {
      report = next;
      rows = rowsOf(report);
      byName = new Map(rows.map((row) => [row.name, row]));
      summary.textContent = summaryOf(report, rows.length);
      table.update(rows);
    },
    dispose: () => {
      stopThemes();
      table.dispose();
      detail.dispose();
    },
  };
}
