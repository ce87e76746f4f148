import { formatCount } from "../../engine/formatNumber";
import type { Report } from "../../engine/report";
import { cleanName, shortName } from "../figures/safeText";
import { missingFigure, type NormTab, normFigures } from "../norms/normFigures";
import { type NormGridView, normGrid } from "../norms/normGrid";
import { normVerdicts } from "../norms/normVerdicts";
import { h } from "../view/h";
import { plotView } from "../view/plotView";
import { tablesFirst, tableToggle } from "../view/tableToggle";
import { verdictList } from "../view/verdictList";

/** What a person last looked at in an output of normalization layers. */
export interface NormOutputView extends NormGridView {
  readonly what: NormTab | "table";
  readonly asTable: boolean;
}

/** A checkpoint's normalization layers as a notebook output. */
export interface NormOutput {
  readonly view: NormOutputView;
  readonly dispose: () => void;
}

const FIRST: NormOutputView = { what: "depth", asTable: false, filter: "", sort: null, norm: null, scroll: 0 };

/** More would not be read in an output: the editor has them all. */
const MOST_FINDINGS = 20;

/** Fills an output's element: findings, then figures of all layers or of one, or their table; at most 480 px high. */
export function normOutput(
  element: HTMLElement,
  report: Report,
  first: NormOutputView = { ...FIRST, asTable: tablesFirst() },
): NormOutput {
  const { norms } = report;
  const verdicts = normVerdicts(report);
  const worst = verdicts.find(({ norm }) => norm !== null)?.norm ?? norms[0]!.name;
  const state = { view: { ...first, norm: first.norm ?? worst } };
  const change = (changes: Partial<NormOutputView>) => {
    state.view = { ...state.view, ...changes, norm: changes.norm ?? state.view.norm };
    show();
  };
  const what = h(
    "select",
    { "aria-label": "what to see", "data-part": "what" },
    ...choicesFor(report).map(([value, title]) => h("option", { value }, title)),
  );
  what.addEventListener("change", () => change({ what: what.value as NormOutputView["what"] }));
  const layer = h(
    "select",
    { "aria-label": "layer", "data-part": "layer" },
    ...norms.map(({ name }, i) => h("option", { value: i, title: cleanName(name) }, shortName(name, 40))),
  );
  layer.addEventListener("change", () => change({ norm: norms[Number(layer.value)]!.name }));
  const toggle = tableToggle((asTable) => change({ asTable }));
  const table = normGrid(norms, change);
  const plots = [plotView(), plotView()];
  const figures = h("div", { class: "figures" }, ...plots.map((plot) => plot.element));
  const missing = h("div", { class: "missing" });
  const root = h(
    "div",
    {
      class: "normscope output norm-output",
      role: "article",
      "aria-label": cleanName(report.source.name),
      "data-state": "ready",
    },
    h(
      "header",
      {},
      h("h2", { title: cleanName(report.source.name) }, shortName(report.source.name, 40)),
      h("span", { class: "muted" }, summaryOf(report)),
      h("span", { class: "actions controls" }, layer, what, toggle.element),
    ),
    h("div", { class: "verdict-place" }, verdictList(verdicts.slice(0, MOST_FINDINGS))),
    figures,
    missing,
    table.element,
  );
  element.replaceChildren(root);

  const show = () => {
    const { view } = state;
    const norm = norms.find(({ name }) => name === view.norm) ?? norms[0]!;
    const wanted = view.what === "table" ? [] : normFigures(norms, norm, view.what);
    const drawn = view.what !== "table";
    what.value = view.what;
    layer.value = String(norms.indexOf(norm));
    layer.hidden = view.what !== "running" && view.what !== "affine";
    toggle.element.hidden = !drawn;
    toggle.show(view.asTable);
    figures.hidden = wanted.length === 0;
    for (const [i, plot] of plots.entries()) {
      plot.element.hidden = wanted[i] === undefined;
      if (wanted[i] !== undefined) plot.draw(wanted[i], view.asTable);
    }
    missing.hidden = !drawn || wanted.length > 0;
    if (view.what !== "table") {
      const [title, text] = missingFigure(norm, view.what);
      missing.replaceChildren(h("h3", {}, title), h("p", {}, text));
    }
    table.element.hidden = drawn;
    if (!drawn) table.show({ ...view, norm: norm.name });
  };
  show();
  return {
    get view() {
      return state.view;
    },
    dispose: () => {
      for (const plot of plots) plot.dispose();
      table.dispose();
      root.remove();
    },
  };
}

function choicesFor({ norms }: Report): (readonly [value: NormOutputView["what"], title: string])[] {
  const compared = norms.some(({ drift }) => drift !== null);
  return [
    ["depth", "Over depth"],
    ["table", "All layers"],
    ["running", "Running statistics"],
    ["affine", "γ and β"],
    ...(compared ? [["drift", "Drift"] as const] : []),
  ];
}

function summaryOf({ norms, partial }: Report): string {
  const layers = norms.length === 1 ? "1 normalization layer" : `${formatCount(norms.length)} normalization layers`;
  return partial ? `${layers} · partial: some could not be read` : layers;
}
