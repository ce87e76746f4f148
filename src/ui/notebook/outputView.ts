import type { Report } from "../../engine/report";
import { cleanName, shortName } from "../figures/safeText";
import { onThemeChange, readTheme } from "../theme";
import { h } from "../view/h";
import { figuresOf, runningOf } from "../view/layerFigures";
import { type LayerRow, rowsOf, runsOf } from "../view/layerRow";
import { momentumControl } from "../view/momentumControl";
import { plotView } from "../view/plotView";
import { paintRuns, runChips } from "../view/runChips";
import { summaryOf } from "../view/summary";
import { tablesFirst, tableToggle } from "../view/tableToggle";
import { verdictPlace } from "../view/verdictPlace";
import { verdictsOf } from "../view/verdicts";
import { INITIAL_VIEW, type ViewState } from "../view/viewState";
import { type Choice, choicesFor } from "./choices";

/** A report as a notebook output: one layer and one row of figures at a time, at most 480 px high. */
export interface OutputView {
  readonly view: ViewState;
  /** Shows a later report of the same source in place: the view stays, plots change without being made anew. */
  readonly update: (element: HTMLElement, report: Report, summary?: string) => void;
  readonly dispose: () => void;
}

/**
 * Fills an output's element.
 *
 * @param view what the person last looked at in this output
 * @param summary how much there is, where the report alone does not tell
 */
export function outputView(
  element: HTMLElement,
  report: Report,
  view: ViewState = { ...INITIAL_VIEW, asTable: tablesFirst() },
  summary?: string,
): OutputView {
  let shown = report;
  let rows: LayerRow[] = [];
  let runs: string[] = [];
  const root = h("div", { class: "normscope output", role: "article", "data-state": "ready" });
  element.replaceChildren(root);
  const state = { view };
  const change = (changes: Partial<ViewState>) => {
    state.view = { ...state.view, ...changes };
    show();
  };
  const layer = h("select", { "aria-label": "layer", "data-part": "layer" });
  layer.addEventListener("change", () => change({ layer: rows[Number(layer.value)]!.name, channel: null }));
  const figure = h("select", { "aria-label": "what to see", "data-part": "what" });
  figure.addEventListener("change", () => change(JSON.parse(figure.value) as Choice["view"]));
  const toggle = tableToggle((asTable) => change({ asTable }));
  const momentum = momentumControl((chosen) => change({ momentum: chosen }));
  const verdicts = verdictPlace();
  const figures = h("div", { class: "figures" });
  const plots = [plotView(), plotView()];
  figures.append(...plots.map((plot) => plot.element));
  const title = h("h2");
  const amount = h("span", { class: "muted", "data-part": "summary" });
  const chips = h("span", { class: "chips-place" });
  root.append(
    h("header", {}, title, amount, chips, h("span", { class: "actions controls" }, layer, figure, toggle.element)),
    verdicts.element,
    figures,
    momentum.element,
  );

  const take = (next: Report, summaryText: string | undefined) => {
    const before = rows.map(({ name }) => name).join("\n");
    [shown, rows, runs] = [next, rowsOf(next), runsOf(next)];
    title.title = cleanName(next.source.name);
    root.ariaLabel = title.title;
    title.textContent = shortName(next.source.name, 40);
    amount.textContent = summaryText ?? summaryOf(next, rows.length);
    if (rows.map(({ name }) => name).join("\n") === before) return;
    layer.replaceChildren(
      ...rows.map(({ name }, i) => h("option", { value: i, title: cleanName(name) }, shortName(name, 40))),
    );
    const chip = runChips(runs);
    chips.replaceChildren(...(chip ? [chip] : []));
  };
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
    showChoices(figure, choices);
    figure.value = JSON.stringify(chosen.view);
    toggle.show(view.asTable);
    verdicts.show(verdictsOf(shown, row, view.momentum));
    // What is chosen in one of the figures over steps holds for the other.
    const zoom = {
      of: `${row.name} ${figure.value}`,
      ...(chosen.view.tab === "running" && {
        steps: view.steps,
        change: (steps: ViewState["steps"]) => change({ steps }),
      }),
    };
    for (const [i, plot] of plots.entries()) {
      plot.element.hidden = wanted[i] === undefined;
      const make = wanted[i];
      if (make !== undefined) plot.draw(make, view.asTable, zoom);
    }
    momentum.element.hidden = chosen.view.tab !== "running";
    const [first] = runningOf(row, view.momentum);
    if (first !== undefined) momentum.show(view.momentum ?? first.content);
  };
  const paint = () => paintRuns(root, readTheme(), runs);
  take(report, summary);
  paint();
  const stopThemes = onThemeChange(paint);
  show();
  return {
    get view() {
      return state.view;
    },
    update: (place, next, summaryText) => {
      // VS Code may have emptied the element meanwhile, or made another.
      if (root.parentElement !== place || place.childNodes.length > 1) place.replaceChildren(root);
      take(next, summaryText);
      paint();
      show();
    },
    dispose: () => {
      stopThemes();
      for (const plot of plots) plot.dispose();
      root.remove();
    },
  };
}

/** Left as they are where they are the same: a list that is open would close. */
function showChoices(select: HTMLSelectElement, choices: readonly Choice[]): void {
  const values = choices.map((choice) => JSON.stringify(choice.view));
  if (values.join() === [...select.options].map(({ value }) => value).join()) return;
  select.replaceChildren(...choices.map(({ title }, i) => h("option", { value: values[i]! }, title)));
}
