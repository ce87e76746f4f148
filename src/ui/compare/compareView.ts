import type { ComparedLayer, ComparedMethod, Comparison, Distribution } from "../../engine/comparison/comparison";
import { formatCount } from "../../engine/formatNumber";
import type { CompareRequest } from "../../protocol/engineApi";
import { channelsFigure } from "../figures/channels";
import type { Canvas, Figure, RunOf } from "../figures/figure";
import { histogramFigure } from "../figures/histogram";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";
import { plotView } from "../view/plotView";
import { tableToggle } from "../view/tableToggle";
import type { Choice } from "./choice";
import { groupSelect, layerSelect } from "./controls";
import { differenceText } from "./difference";
import { methodTable } from "./methodTable";

export interface CompareActions {
  readonly choose: (changes: Partial<Choice>) => void;
  readonly change: (changes: Pick<CompareRequest, "layer" | "numGroups">) => void;
}

/** A comparison in the panel: the methods side by side, and before and after of the chosen one. */
export interface CompareView {
  readonly show: (choice: Choice) => void;
  readonly dispose: () => void;
}

export function compareView(root: HTMLElement, comparison: Comparison, actions: CompareActions): CompareView {
  const { layer, source } = comparison;
  const plots = [plotView(), plotView(), plotView(), plotView()] as const;
  const table = methodTable(layer, (method) => actions.choose({ method }));
  const heading = h("h2");
  const formula = h("p", { class: "formula" });
  const difference = h("p", { "data-part": "difference", "aria-live": "polite" });
  const figures = h("div", { class: "pairs" }, ...plots.map((plot) => plot.element));
  const toggle = tableToggle((asTable) => actions.choose({ asTable }));
  root.replaceChildren(
    h(
      "header",
      {},
      h("h1", { title: cleanName(source.name) }, shortName(source.name, 40)),
      layerSelect(comparison, actions.change),
      groupSelect(layer, actions.change),
      h("span", { class: "muted", "data-part": "summary" }, summaryOf(layer)),
      h("span", { class: "actions" }, toggle.element),
    ),
    h("section", { class: "methods", "aria-label": "Methods" }, table.element),
    h("section", { class: "chosen" }, heading, formula, difference, figures),
  );

  return {
    show: ({ method, asTable: tables }) => {
      const chosen = layer.methods.find((candidate) => candidate.method === method) ?? layer.methods[0]!;
      table.show(chosen.method);
      heading.textContent = chosen.detail ? `${chosen.title}: ${chosen.detail}` : chosen.title;
      formula.textContent = chosen.formula;
      difference.textContent = differenceText(layer, chosen);
      toggle.show(tables);
      figures.hidden = chosen.training === null;
      for (const [i, figure] of figuresOf(layer, chosen).entries()) plots[i]!.draw(figure, tables);
    },
    dispose: () => {
      for (const plot of plots) plot.dispose();
    },
  };
}

type MakeFigure = (canvas: Canvas) => Figure;

/** Distribution and channels, before on the left and after on the right. */
function figuresOf({ before }: ComparedLayer, method: ComparedMethod): MakeFigure[] {
  const after = [
    { run: method.inference ? "training" : "", index: 0, content: method.training },
    { run: "inference", index: 1, content: method.inference },
  ].filter((run): run is RunOf<Distribution> => run.content !== null);
  if (after.length === 0) return [];
  const own = [{ run: "", index: 0, content: before }];
  const statistics = (runs: readonly RunOf<Distribution>[]) =>
    runs.map((run) => ({ ...run, content: run.content.statistics }));
  const channels = (runs: readonly RunOf<Distribution>[]) =>
    runs.map((run) => ({ ...run, content: run.content.channels }));
  return [
    (canvas) => named("before", histogramFigure(canvas, "Before", statistics(own))),
    (canvas) => named("after", histogramFigure(canvas, "After", statistics(after))),
    (canvas) => named("before", channelsFigure(canvas, "Before", channels(own))),
    (canvas) => named("after", channelsFigure(canvas, "After", channels(after))),
  ];
}

function named(when: string, figure: Figure): Figure {
  return { ...figure, id: `${figure.id}-${when}` };
}

function summaryOf({ shape, dtype, channelAxis, examples: [compared, all], steps }: ComparedLayer): string {
  const parts = [`${shape.join(" × ")} ${dtype}`, `channels along axis ${channelAxis}`];
  if (steps > 1) parts.push(`last of ${formatCount(steps)} steps`);
  if (compared < all) parts.push(`the first ${formatCount(compared)} of ${formatCount(all)} examples`);
  return parts.join(" · ");
}
