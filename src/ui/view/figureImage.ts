import type { Layout } from "plotly.js";
import { plotText } from "../figures/safeText";
import { loadPlotly } from "../loadPlotly";
import type { ShownFigure } from "./plotView";

const TITLE_HEIGHT = 58;

/**
 * A figure as it is on the page, with its title and subtitle, on the editor's background.
 *
 * @returns an SVG document, or a PNG of twice the page's pixels as base64
 */
export async function figureImage(shown: ShownFigure, format: "svg" | "png"): Promise<string> {
  const { toImage } = await loadPlotly();
  const { width, height } = shown.canvas;
  const scale = format === "png" ? 2 : 1;
  const size = { width, height: height + TITLE_HEIGHT, scale };
  const url = await toImage({ data: shown.figure.data, layout: titled(shown) }, { format, ...size });
  const content = url.slice(url.indexOf(",") + 1);
  return format === "png" ? content : decodeURIComponent(content);
}

function titled({ figure, canvas: { theme, height, width } }: ShownFigure): Partial<Layout> {
  const { layout } = figure;
  const style = getComputedStyle(document.documentElement);
  const background = style.getPropertyValue("--vscode-editor-background").trim() || theme.background;
  const characters = Math.floor(width / (theme.fontSize * 0.5));
  const text = `<b>${plotText(figure.title, characters)}</b><br><sub>${plotText(figure.subtitle, Math.floor(characters * 1.3))}</sub>`;
  return {
    ...layout,
    height: height + TITLE_HEIGHT,
    paper_bgcolor: background,
    margin: { ...layout.margin, t: (layout.margin?.t ?? 0) + TITLE_HEIGHT },
    title: {
      text,
      x: 0,
      xanchor: "left",
      xref: "container",
      pad: { l: 14, t: 12 },
      yanchor: "top",
      y: 1,
      font: { size: theme.fontSize },
    },
  };
}
