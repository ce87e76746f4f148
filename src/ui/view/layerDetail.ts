import type { Canvas, Figure, Quantity } from "../figures/figure";
import { cleanName } from "../figures/safeText";
import { channelPicker } from "./channelPicker";
import { h } from "./h";
import { figuresOf, runningOf, tabOf, tabsOf } from "./layerFigures";
import type { LayerRow } from "./layerRow";
import { momentumControl } from "./momentumControl";
import { type PlotView, plotView, type ShownFigure } from "./plotView";
import { statisticsList } from "./statisticsList";
import { tabList } from "./tabs";
import { thinnedNote } from "./thinnedNote";
import type { ChangeView, Tab, ViewState } from "./viewState";

export interface DetailContent {
  readonly tabs: readonly { readonly name: Tab; readonly title: string }[];
  readonly quantity: Quantity;
  /** Tabs whose figures take the engine. */
  readonly asking: readonly AskingTab[];
  /** What stands below a tab's controls. */
  readonly beneath: readonly Beneath[];
}

/** What stands below a tab's figures and controls, where these are drawn. */
export interface Beneath {
  readonly tab: Tab;
  readonly element: HTMLElement;
  readonly show: (row: LayerRow, view: ViewState) => void;
  readonly dispose: () => void;
}

/** A tab whose figures are drawn of an answer that is asked for when it is opened. */
export interface AskingTab {
  readonly tab: Tab;
  /** Stands below the figures. */
  readonly element: HTMLElement;
  /** @returns the figures; none as long as there is no answer */
  readonly show: (row: LayerRow, view: ViewState) => ((canvas: Canvas) => Figure)[];
}

/** One layer's figures under tabs, with the controls that belong to each. */
export interface LayerDetail {
  readonly element: HTMLElement;
  readonly show: (row: LayerRow, view: ViewState) => void;
  /** Leaves what is there, greyed: what is wanted now is being read. */
  readonly wait: () => void;
  /** The figures on the page. */
  readonly shown: () => ShownFigure[];
  readonly dispose: () => void;
}

/** @param content what the tabs are, and what the layer's values are */
export function layerDetail(change: ChangeView, content: DetailContent): LayerDetail {
  const figures = h("div", { class: "figures" });
  const missing = h("div", { class: "missing", hidden: true });
  const beside = h("div", { class: "beside" });
  const momentum = momentumControl((chosen) => change({ momentum: chosen }));
  const channel = channelPicker((chosen) => change({ channel: chosen }));
  const absolute = toggle("absolute values", "absolute", (on) => change({ absolute: on }));
  const logarithmic = toggle("log density", "logarithmic", (on) => change({ logarithmic: on }));
  const runningControls = h("div", { class: "controls" }, momentum.element, channel.element, absolute.element);
  const distributionControls = h("div", { class: "controls" }, logarithmic.element);
  const thinned = thinnedNote(() => change({ steps: null }));
  const panel = h(
    "div",
    { class: "tab-panel", tabindex: 0 },
    figures,
    thinned.element,
    missing,
    runningControls,
    distributionControls,
    beside,
    ...[...content.asking, ...content.beneath].map(({ element }) => element),
  );
  const tabs = tabList<Tab>("What to see of the layer", content.tabs, panel, (tab) => change({ tab }));
  let plots: PlotView[] = [];

  const show = (row: LayerRow, chosen: ViewState) => {
    const view = { ...chosen, channel: existing(row, chosen.channel) };
    const tab = tabOf(row, view);
    const asking = content.asking.find((one) => one.tab === tab);
    const wanted = asking ? asking.show(row, view) : figuresOf(row, tab, view, content.quantity);
    for (const one of content.asking) one.element.hidden = one !== asking;
    for (const one of content.beneath) {
      one.element.hidden = one.tab !== tab || wanted.length === 0;
      if (!one.element.hidden) one.show(row, view);
    }
    tabs.show(
      tab,
      tabsOf(
        row,
        content.tabs.map(({ name }) => name),
      ),
    );
    panel.dataset.tab = tab;
    while (plots.length > wanted.length) dropLast();
    while (plots.length < wanted.length) {
      plots.push(plotView());
      figures.append(plots.at(-1)!.element);
    }
    const zoom =
      tab === "running"
        ? { of: row.name, steps: view.steps, change: (steps: ViewState["steps"]) => change({ steps }) }
        : { of: row.name };
    for (const [i, plot] of plots.entries()) plot.draw(wanted[i]!, view.asTable, zoom);
    thinned.show(tab === "running" && wanted.length > 0 ? row : null, view);
    panel.ariaBusy = null;
    missing.hidden = wanted.length > 0 || asking !== undefined;
    missing.replaceChildren(...(missing.hidden ? [] : missingText(row, tab)));
    beside.replaceChildren(...(tab === "distribution" ? [statisticsList(row.runs)] : []));
    showControls(row, tab, view, wanted.length > 0);
  };
  const showControls = (row: LayerRow, tab: Tab, view: ViewState, drawn: boolean) => {
    runningControls.hidden = tab !== "running" || !drawn;
    distributionControls.hidden = tab !== "distribution";
    absolute.input.checked = view.absolute;
    logarithmic.input.checked = view.logarithmic;
    if (runningControls.hidden) return;
    const runs = runningOf(row, view.momentum).map(({ content }) => content);
    momentum.show(view.momentum ?? runs[0]!);
    channel.show(runs, view.channel);
  };
  const dropLast = () => {
    const plot = plots.pop()!;
    plot.dispose();
    plot.element.remove();
  };
  return {
    element: h("section", { class: "detail", "aria-label": "Layer" }, tabs.element, panel),
    show,
    wait: () => {
      panel.ariaBusy = "true";
    },
    shown: () => plots.flatMap((plot) => plot.shown() ?? []),
    dispose: () => {
      for (const plot of [...plots, ...content.beneath]) plot.dispose();
      plots = [];
    },
  };
}

/** A channel chosen elsewhere that this layer does not have is no choice here. */
function existing(row: LayerRow, channel: number | null): number | null {
  const has = row.runs.some(
    ({ content }) => channel !== null && channel < (content.running?.batchMean[0]?.length ?? 0),
  );
  return has ? channel : null;
}

function toggle(text: string, part: string, change: (on: boolean) => void) {
  const input = h("input", { type: "checkbox", "data-part": part });
  input.addEventListener("change", () => change(input.checked));
  return { element: h("label", { class: "toggle" }, input, text), input };
}

/** What is missing, why, and the next step. */
function missingText(row: LayerRow, tab: Tab): HTMLElement[] {
  const name = cleanName(row.name);
  if (tab === "channels")
    return [
      h("h3", {}, "No channels here"),
      h("p", {}, `${name} has no channel axis: its shape is too short, so that all values belong together.`),
    ];
  return [
    h("h3", {}, "Running averages need training steps"),
    h("p", {}, `Of ${name} only one step is known, and an average over steps needs several.`),
    h(
      "p",
      {},
      "Next: save each layer's activations once per training step, one file per step, and profile the folder.",
    ),
  ];
}
