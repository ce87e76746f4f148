import { dashed } from "../figures/dashed";
import type { Canvas, Figure } from "../figures/figure";
import { loadPlotly } from "../loadPlotly";
import { onThemeChange, readTheme } from "../theme";
import { h } from "./h";
import { plotTable } from "./plotTable";
import type { ViewState } from "./viewState";

/** A place for one figure, redrawn when its size or the theme changes. */
export interface PlotView {
  readonly element: HTMLElement;
  readonly draw: (makeFigure: (canvas: Canvas) => Figure, asTable: boolean, zoom?: Zoom) => void;
  /** The figure as it is on the page; null before it was drawn. */
  readonly shown: () => ShownFigure | null;
  readonly dispose: () => void;
}

/** How a figure's place is zoomed in on, beyond a redrawing of the same figure. */
export interface Zoom {
  /** What the figure is of: a figure of something else begins unzoomed. */
  readonly of: string;
  /** Where the x axis has steps: those in sight, null being all, and what to do when a person chooses others. */
  readonly steps?: ViewState["steps"];
  readonly change?: (steps: ViewState["steps"]) => void;
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
  let zoom: Zoom = { of: "" };
  let resets = 0;

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
    // Plotly keeps a person's zoom as long as these stay the same, and its own double click would forget the data's range.
    const layout = zoomed(figure.layout, zoom, `${figure.id} ${zoom.of} ${resets}`);
    await plotly.react(plot, dashed(canvas.theme, figure.data), layout, {
      displayModeBar: false,
      showTips: false,
      doubleClick: false,
    });
    listen(plot as unknown as PlotEvents);
    element.dataset.drawn = "plot";
  };
  let listening = false;
  const listen = (events: PlotEvents) => {
    if (listening) return;
    listening = true;
    events.on("plotly_relayout", (changes) => {
      const steps = zoom.change && rangeIn(changes);
      if (steps) zoom.change?.(steps);
    });
    events.on("plotly_doubleclick", () => {
      resets++;
      if (zoom.steps) zoom.change?.(null);
      schedule();
    });
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
    draw: (makeFigure, table, wanted = { of: "" }) => {
      make = makeFigure;
      zoom = wanted;
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

interface PlotEvents {
  on(event: string, listener: (changes: Readonly<Record<string, unknown>>) => void): void;
}

function zoomed(layout: Figure["layout"], { steps }: Zoom, uirevision: string): Figure["layout"] {
  const axis = steps ? { range: [...steps] } : {};
  return {
    ...layout,
    uirevision,
    // What is chosen in one figure holds for those beside it: what Plotly keeps of its own would differ.
    xaxis: { ...layout.xaxis, ...axis, uirevision: `${uirevision} ${steps}` },
  };
}

/** The x axis's new range; null where something else was changed. */
function rangeIn(changes: Readonly<Record<string, unknown>>): ViewState["steps"] {
  const range = changes["xaxis.range"] ?? [changes["xaxis.range[0]"], changes["xaxis.range[1]"]];
  const [from, to] = Array.isArray(range) ? range.map(Number) : [];
  return Number.isFinite(from) && Number.isFinite(to) ? [from!, to!] : null;
}
