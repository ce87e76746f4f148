import type { Layout } from "plotly.js";
import type { Figure, Theme } from "../figures/figure";
import { plotText } from "../figures/safeText";
import { loadPlotly } from "../loadPlotly";
import { readTheme } from "../theme";
import type { ShownFigure } from "./plotView";

/** Of the plot, in pixels; a PNG has twice as many. */
const SIZE = { width: 960, height: 440 };
const TITLE_HEIGHT = 56;

/**
 * A figure as a picture of one size, whatever the page's, with its title and subtitle on the editor's background.
 *
 * @returns an SVG document, or a PNG as base64
 */
export async function figureImage({ make }: ShownFigure, format: "svg" | "png"): Promise<string> {
  const theme = readTheme();
  const figure = make({ theme, ...SIZE });
  const { toImage } = await loadPlotly();
  const url = await toImage(
    { data: figure.data, layout: titled(figure, theme) },
    { format, width: SIZE.width, height: SIZE.height + TITLE_HEIGHT, scale: format === "png" ? 2 : 1 },
  );
  const content = url.slice(url.indexOf(",") + 1);
  return format === "png" ? content : decodeURIComponent(content);
}

function titled({ title, subtitle, layout }: Figure, theme: Theme): Partial<Layout> {
  const style = getComputedStyle(document.documentElement);
  const background = style.getPropertyValue("--vscode-editor-background").trim() || theme.background;
  const text = `<b>${plotText(title, 110)}</b><br>${plotText(subtitle, 150)}`;
  return {
    ...layout,
    height: SIZE.height + TITLE_HEIGHT,
    paper_bgcolor: background,
    margin: { ...layout.margin, t: (layout.margin?.t ?? 0) + TITLE_HEIGHT },
    title: {
      text,
      x: 0,
      y: 1,
      xanchor: "left",
      yanchor: "top",
      xref: "container",
      yref: "container",
      pad: { l: 16, t: 16 },
      font: { size: theme.fontSize },
    },
  };
}
