import type { LayoutAxis } from "plotly.js";
import type { Canvas } from "./figure";
import { axisTitle } from "./layout";
import { cleanName, plotText } from "./safeText";

const CHARACTER_WIDTH = 0.6;

/** Layers from left to right: by name where the names fit, else by number, which the hover names. */
export function layerAxis({ theme, width }: Canvas, names: readonly string[]): Partial<LayoutAxis> {
  const size = theme.fontSize - 2;
  const room = (width - 120) / Math.max(1, names.length);
  const longest = Math.max(0, ...names.map((name) => cleanName(name).length));
  const byName = longest * size * CHARACTER_WIDTH < room - 8;
  const every = byName ? 1 : Math.ceil(names.length / Math.max(2, Math.floor(width / 48)));
  const places = names.map((_, place) => place).filter((place) => place % every === 0);
  return {
    title: axisTitle(
      theme,
      byName ? "layer, in the order of the file" : "number of the layer, in the order of the file",
    ),
    range: [-0.6, names.length - 0.4],
    showgrid: false,
    tickmode: "array",
    tickvals: places,
    ticktext: places.map((place) => (byName ? plotText(names[place]!) : String(place + 1))),
  };
}

/** A layer's number and name, for hover texts. */
export function layerText(name: string, place: number): string {
  return `<b>${place + 1} ${plotText(name, 40)}</b>`;
}
