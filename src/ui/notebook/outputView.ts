import type { Report } from "../../engine/report";
import { cleanName, shortName } from "../figures/safeText";
import { onThemeChange, readTheme } from "../theme";
import { h } from "../view/h";
import { figuresOf, runningOf } from "../view/layerFigures";
import { rowsOf, runsOf } from "../view/layerRow";
import { momentumControl } from "../view/momentumControl";
import { plotView } from "../view/plotView";
import { paintRuns, runChips } from "../view/runChips";
import { summaryOf } from "../view/summary";
import { verdictsOf } from "../view/verdict";
import { verdictList } from "../view/verdictList";
import { INITIAL_VIEW, type ViewState } from "../view/viewState";
import { type Choice, choicesFor } from "./choices";

/** A report as a notebook output: one layer and one row of figures at a time, at most 480 px high. */
export interface OutputView {
  readonly view: ViewState;
  readonly dispose: () => void;
}

/** Fills an output's element; `view` is what the person last looked at in this output. */
export function outputView(element: HTMLElement, report: Report, view: ViewState = INITIAL_VIEW): OutputView {
  const rows = rowsOf(report);
  const runs = runsOf(report);
  const root = h("div", { class: "normscope output", "data-state": "ready" });
  element.replaceChildren(root);
  const state = { view };
  const change = (changes: Partial<ViewState>) => {
    state.view = { ...state.view, ...changes };
    show();
  };
  const layer = h(
    "select",
    { "aria-label": "layer", "data-part": "layer" },
    ...rows.map(({ name }, i) => h("option", { value: i, title: cleanName(name) }, shortName(name, 40))),
  );
  layer.addEventListener("change", () => change({ layer: rows[Number(layer.value)]!.name, channel: null }));
  const figure = h("select", { "aria-label": "what to see", "data-part": "what" });
  figure.addEventListener("change", () => change(JSON.parse(figure.value) as Choice["view"]));
  const asTable = h("button", { type: "button", class: "link", "data-action": "table-view" });
  asTable.addEventListener("click", () => change({ asTable: !state.view.asTable }));
  const momentum = momentumControl((chosen) => change({ momentum: chosen }));
  const verdicts = h("div", { class: "verdict-place", "aria-live": "polite" });
  const figures = h("div", { class: "figures" });
  const plots = [plotView(), plotView()];
  figures.append(...plots.map((plot) => plot.element));
  root.append(
    h(
      "header",
      {},
      h("strong", { title: cleanName(report.source.name) }, shortName(report.source.name, 40)),
      h("span", { class: "muted" }, summaryOf(report, rows.length)),
      runChips(runs),
      h("span", { class: "actions controls" }, layer, figure, asTable),
    ),
    verdicts,
    figures,
    momentum.element,
  );

  const show = () => {
    const { view } = state;
    const at = Math.max(
      0,
      rows.findIndex(({ name }) => name === view.layer),
    );
    const row = rows[at]!;
    const choices = choicesFor(row);
    const chosen =
      choices.find((choice) => choice.view.tab === view.tab && choice.view.absolute === view.absolute) ?? choices[0]!;
    const wanted = figuresOf(row, chosen.view.tab, { ...view, ...chosen.view });
    layer.value = String(at);
    figure.replaceChildren(
      ...choices.map((choice) => h("option", { value: JSON.stringify(choice.view) }, choice.title)),
    );
    figure.value = JSON.stringify(chosen.view);
    asTable.textContent = view.asTable ? "Plot view" : "Table view";
    asTable.setAttribute("aria-pressed", String(view.asTable));
    verdicts.replaceChildren(verdictList(verdictsOf(report, row, view.momentum)));
    for (const [i, plot] of plots.entries()) {
      plot.element.hidden = wanted[i] === undefined;
      if (wanted[i] !== undefined) plot.draw(wanted[i], view.asTable);
    }
    momentum.element.hidden = chosen.view.tab !== "running";
    const [first] = runningOf(row, view.momentum);
    if (first !== undefined) momentum.show(view.momentum ?? first.content);
  };
  const paint = () => paintRuns(root, readTheme(), runs);
  paint();
  const stopThemes = onThemeChange(paint);
  show();
  return {
    get view() {
      return state.view;
    },
    dispose: () => {
      stopThemes();
      for (const plot of plots) plot.dispose();
      root.remove();
    },
  };
}
