import type { Canvas, Figure } from "../figures/figure";
import { loadPlotly } from "../loadPlotly";
import { onThemeChange, readTheme } from "../theme";
import { h } from "./h";
import { plotTable } from "./plotTable";

/** A place for one figure, redrawn when its size or the theme changes. */
export interface PlotView {
  readonly element: HTMLElement;
  readonly draw: (makeFigure: (canvas: Canvas) => Figure, asTable: boolean) => void;
  /** The figure as it is on the page; null before it was drawn. */
  readonly shown: () => ShownFigure | null;
  readonly dispose: () => void;
}

/** A figure on the page, and how to draw it at another size. */
export interface ShownFigure {
  readonly figure: Figure;
  readonly make: (canvas: Canvas) => Figure;
}

/** Makes the place; what is drawn into it is given to `draw`. */
export function plotView(): PlotView {
  const title = h("h3");
  const subtitle = h("p", { class: "subtitle" });
  const note = h("p", { class: "note" });
  const plot = h("div", { class: "plot", role: "img" });
  const twin = h("div", { class: "twin-place" });
  const element = h("figure", {}, h("figcaption", {}, title, subtitle, note), plot, twin);
  let make: ((canvas: Canvas) => Figure) | null = null;
  let shown: ShownFigure | null = null;
  let asTable = false;
  let frame = 0;
  let disposed = false;
  let purge = () => {};

  const render = async () => {
    frame = 0;
    if (make === null || disposed) return;
    const [width, height] = [plot.clientWidth, plot.clientHeight];
    const canvas = { theme: readTheme(), width: Math.max(width, 200), height: Math.max(height, 120) };
    const figure = make(canvas);
    shown = { figure, make };
    title.textContent = figure.title;
    subtitle.textContent = figure.subtitle;
    note.textContent = figure.note ?? "";
    element.dataset.figure = figure.id;
    plot.setAttribute("aria-label", [figure.title, figure.subtitle, figure.note].filter(Boolean).join(" "));
    if (asTable) {
      twin.replaceChildren(plotTable(figure.table()));
      element.dataset.drawn = "table";
      return;
    }
    twin.replaceChildren();
    if (width === 0) return;
    const plotly = await loadPlotly();
    if (disposed || asTable) return;
    purge = () => plotly.purge(plot);
    await plotly.react(plot, figure.data, figure.layout, { displayModeBar: false, showTips: false });
    element.dataset.drawn = "plot";
  };
  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(() => void render().catch(fail));
  };
  const fail = (error: unknown) => {
    note.textContent = `This figure could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    element.dataset.drawn = "failed";
  };
  const sizes = new ResizeObserver(schedule);
  sizes.observe(plot);
  const stopThemes = onThemeChange(schedule);

  return {
    element,
    draw: (makeFigure, table) => {
      make = makeFigure;
      asTable = table;
      element.classList.toggle("as-table", table);
      schedule();
    },
    shown: () => shown,
    dispose: () => {
      disposed = true;
      cancelAnimationFrame(frame);
      sizes.disconnect();
      stopThemes();
      purge();
    },
  };
}
