import type { LayoutAxis } from "plotly.js";
import { formatCount } from "../../engine/formatNumber";
import type { BatchSizeSensitivity } from "../../engine/whatIf/sensitivity";
import type { Bands } from "./bands";
import { logTicks } from "./channelStrip";
import type { Canvas, Theme } from "./figure";
import { axisTitle } from "./layout";

/** Where things lie in a figure of noise by batch size: an axis of noise, and below it a foot for what has none. */
export interface Plane {
  /** Least noise that the axis has. */
  readonly floor: number;
  /** Largest batch on the other axis, and batch norm's noise there. */
  readonly last: number;
  readonly end: number;
  /** Logarithms of the noise axis' ends and of the foot's upper end. */
  readonly bottom: number;
  readonly foot: number;
  readonly top: number;
  /** Logarithms of the places in the foot, one a method. */
  readonly lanes: readonly number[];
}

/** Beyond, a line that goes on would leave no room for what was measured. */
const FARTHEST = 16;
const DECADES = 4;

export function planeOf({ theme, height }: Canvas, found: BatchSizeSensitivity, bands: Bands): Plane {
  const { sizes, smallest, limit, others } = found;
  const largest = sizes.at(-1)!;
  const goesOn = smallest.isExtrapolated && smallest.size <= FARTHEST * largest.size;
  const last = goesOn ? smallest.size : Math.max(2, largest.size);
  const end = goesOn ? limit : largest.rms;
  const values = [...bands.low90, ...bands.high90, ...sizes.map(({ rms }) => rms), limit].filter((value) => value > 0);
  const [least, most] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const air = 0.06 * Math.max(0.5, most - least);
  const top = most + air;
  const low = Math.max(least - 2.5 * air, top - DECADES);
  const pixels = Math.max(100, height - MARGINS);
  const line = (theme.fontSize - 2) * LINE_HEIGHT;
  const footShare = Math.min(0.45, (others.length * line + AIR) / pixels);
  const bottom = top - (top - low) / (1 - footShare);
  const perPixel = (low - bottom) / (others.length * line + AIR);
  return {
    floor: 10 ** low,
    last,
    end,
    bottom,
    foot: low,
    top,
    lanes: others.map((_, i) => low - perPixel * (AIR / 2 + (i + 0.5) * line)),
  };
}

/** As `layoutOf` has them. */
const MARGINS = 45;
const LINE_HEIGHT = 1.35;
const AIR = 8;

export function sizeAxis(theme: Theme, last: number, width: number): Partial<LayoutAxis> {
  const powers = Math.floor(Math.log2(last)) + 1;
  const every = Math.ceil(powers / Math.max(3, Math.floor(width / 48)));
  const tickvals = Array.from({ length: Math.ceil(powers / every) }, (_, i) => 2 ** (i * every));
  const air = 0.03 * Math.log10(last);
  return {
    type: "log",
    range: [-air, Math.log10(last) + air],
    title: axisTitle(theme, "batch size (examples a device)"),
    tickmode: "array",
    tickvals,
    ticktext: tickvals.map(formatCount),
    ...({ unifiedhovertitle: { text: "batch of %{x}" } } as Partial<LayoutAxis>),
  };
}

export function noiseAxis(
  theme: Theme,
  { top, foot, bottom }: Plane,
): Partial<LayoutAxis> & { range: [number, number] } {
  const { tickvals, ticktext } = logTicks([foot, top]);
  return {
    type: "log",
    range: [bottom, top],
    title: axisTitle(theme, "noise (σ)"),
    tickmode: "array",
    tickvals: [...tickvals, 10 ** ((foot + bottom) / 2)],
    ticktext: [...ticktext, "none"],
  };
}
