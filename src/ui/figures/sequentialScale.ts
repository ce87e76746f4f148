import type { Theme } from "./figure";

/** Colours from few to many, as Plotly takes them. */
export type ColorScale = [number, string][];

const STOPS = 12;

/**
 * A scale for densities whose lightness grows in even steps away from the page's background, from yellow over green to
 * indigo or back, so that it reads without colour, too. Lightness, chroma and hue are OKLCH's (Ottosson 2020, "A perceptual
 * color space for image processing").
 */
export function sequentialScale({ dark, highContrast }: Theme): ColorScale {
  const [from, to] = dark ? [highContrast ? 0.15 : 0.3, 0.97] : [0.97, highContrast ? 0.15 : 0.28];
  return Array.from({ length: STOPS }, (_, stop) => {
    const share = stop / (STOPS - 1);
    const lightness = from + (to - from) * share;
    const hue = dark ? 280 - 180 * share : 100 + 180 * share;
    // Neither end can have much colour.
    return [share, rgb(lightness, 0.04 + 0.1 * Math.sin(Math.PI * Math.min(0.95, Math.max(0.1, share))), hue)];
  });
}

/** OKLCH as `rgb(…)`; what a screen cannot show is cut off. @param hue in degrees */
function rgb(lightness: number, chroma: number, hue: number): string {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `rgb(${linear.map((value) => Math.round(255 * gamma(Math.min(1, Math.max(0, value))))).join(",")})`;
}

/** sRGB's transfer function (IEC 61966-2-1). */
function gamma(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
