import { formatNumber } from "../../engine/formatNumber";
import type { NormLayer } from "../../engine/norms/normLayer";
import { cleanName, shortName } from "../figures/safeText";
import { methodText } from "../norms/normColumns";
import { missingFigure, type NormTab, normFigures } from "../norms/normFigures";
import { h } from "../view/h";
import { type PlotView, plotView, type ShownFigure } from "../view/plotView";
import { tabList } from "../view/tabs";
import type { ChangeEditor, EditorView } from "./editorView";

/** The selected layer beside the table: what it is, and its figures under tabs. */
export interface NormDetail {
  readonly element: HTMLElement;
  readonly show: (norm: NormLayer, view: EditorView) => void;
  readonly shown: () => ShownFigure[];
  readonly dispose: () => void;
}

export function normDetail(norms: readonly NormLayer[], compared: boolean, change: ChangeEditor): NormDetail {
  const title = h("h2");
  const facts = h("p", { class: "muted", "data-part": "norm-facts" });
  const figures = h("div", { class: "figures" });
  const missing = h("div", { class: "missing", "data-part": "missing" });
  const panel = h("div", { class: "tab-panel", tabindex: 0 }, figures, missing);
  const tabs = tabList<NormTab>(
    "What to see of the layers",
    [
      { name: "depth", title: "Over depth" },
      { name: "running", title: "Running statistics" },
      { name: "affine", title: "γ and β" },
      ...(compared ? [{ name: "drift" as const, title: "Drift" }] : []),
    ],
    panel,
    (normTab) => change({ normTab }),
  );
  let plots: PlotView[] = [];
  const element = h(
    "section",
    { class: "detail", "aria-label": "Normalization layer" },
    h("div", { class: "detail-head" }, title, facts),
    tabs.element,
    panel,
  );
  return {
    element,
    show: (norm, view) => {
      const tab = view.normTab === "drift" && !compared ? "depth" : view.normTab;
      const wanted = normFigures(norms, norm, tab);
      title.textContent = shortName(norm.name, 60);
      title.title = cleanName(norm.name);
      facts.textContent = factsOf(norm).join(" · ");
      tabs.show(tab);
      panel.dataset.tab = tab;
      for (const plot of plots.splice(wanted.length)) {
        plot.dispose();
        plot.element.remove();
      }
      while (plots.length < wanted.length) {
        plots.push(plotView());
        figures.append(plots.at(-1)!.element);
      }
      for (const [i, plot] of plots.entries()) plot.draw(wanted[i]!, view.asTable);
      missing.hidden = wanted.length > 0;
      const [heading, text] = missingFigure(norm, tab);
      missing.replaceChildren(h("h3", {}, heading), h("p", {}, text));
    },
    shown: () => plots.flatMap((plot) => plot.shown() ?? []),
    dispose: () => {
      for (const plot of plots) plot.dispose();
      plots = [];
    },
  };
}

function factsOf(norm: NormLayer): string[] {
  return [
    `${methodText(norm)}, because ${cleanName(norm.reason)}`,
    ...(norm.eps === null ? [] : [`ε ${formatNumber(norm.eps)}`]),
    ...(norm.momentum === null ? [] : [`momentum ${formatNumber(norm.momentum)} (${norm.convention})`]),
    ...(norm.foldsInto === null ? [] : [`folds into ${shortName(norm.foldsInto, 40)}`]),
  ];
}
