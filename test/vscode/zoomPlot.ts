import { ui } from "./ui";

/** Drags over the plot of batch means, as a person who zooms in does. */
export function zoomPlot(steps: readonly [from: number, to: number]): Promise<void> {
  return ui.evaluate(
    "webview",
    (range) => {
      const plot = document.querySelector('[data-figure="batch-mean"] .js-plotly-plot')!;
      const area = plot.querySelector(".nsewdrag")!;
      const { left, top, height } = area.getBoundingClientRect();
      const axes = (plot as unknown as { _fullLayout: { xaxis: { l2p(step: number): number } } })._fullLayout;
      const at = (step: number) => ({
        clientX: left + axes.xaxis.l2p(step),
        clientY: top + height / 2,
        bubbles: true,
        button: 0,
        buttons: 1,
      });
      const [from, to] = range.map(at);
      area.dispatchEvent(new MouseEvent("mousedown", from));
      document.dispatchEvent(new MouseEvent("mousemove", to));
      document.dispatchEvent(new MouseEvent("mouseup", to));
    },
    steps,
  );
}
