import { formatNumber } from "../../engine/formatNumber";
import type { GapSeries } from "../../engine/running/gapSeries";

/** What a picture is drawn on. */
export type Ground = "light" | "dark" | "contrast" | "contrast-light";

/** A small picture for a line of text. */
export interface Picture {
  /** A data URI of SVG, made of numbers and fixed words alone. */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  /** The same in words. */
  readonly text: string;
}

interface Colors {
  readonly text: string;
  readonly rule: string;
  /** Of the mean and of the variance: told apart without seeing colours by their place, too. */
  readonly lines: readonly [string, string];
}

const COLORS: Readonly<Record<Ground, Colors>> = {
  light: { text: "#3b3b3b", rule: "#c4c4c4", lines: ["#005fb8", "#a85200"] },
  dark: { text: "#cccccc", rule: "#5a5a5a", lines: ["#4daafc", "#f0a04b"] },
  contrast: { text: "#ffffff", rule: "#8a8a8a", lines: ["#66c2ff", "#ffb454"] },
  "contrast-light": { text: "#000000", rule: "#767676", lines: ["#003f8a", "#8a3c00"] },
};

const SIZE = { width: 360, height: 54 };
/** Of one of the two charts, and where its line is drawn in it. */
const CHART = { width: 166, top: 18, height: 32 };

/** How far batches lay from the running averages, over the steps: means in σ from 0 up, variances as ratios around 1. */
export function gapPicture(gaps: GapSeries, ground: Ground): Picture {
  const colors = COLORS[ground];
  const ratios = gaps.varianceRatio.map(Math.log2);
  const [most, widest] = [largest(gaps.distance), largest(ratios.map(Math.abs))];
  const finite = gaps.varianceRatio.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)].map(formatNumber);
  const means = chart({
    x: 0,
    title: `means: up to ${formatNumber(most)} σ off`,
    values: gaps.distance.map((value) => value / Math.max(most, LEAST_SIGMA)),
    base: 0,
    color: colors.lines[0],
    colors,
  });
  const variances = chart({
    x: SIZE.width - CHART.width,
    title: `variances: ${low} to ${high}×`,
    values: ratios.map((value) => (value / Math.max(widest, 1) + 1) / 2),
    base: 0.5,
    color: colors.lines[1],
    colors,
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}" ` +
    `viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="sans-serif" font-size="11">${means}${variances}</svg>`;
  const [from, to] = [gaps.steps[0]!, gaps.steps.at(-1)!];
  return {
    uri: `data:image/svg+xml,${encodeURIComponent(svg)}`,
    ...SIZE,
    text:
      `Steps ${from} to ${to}: batch means up to ${formatNumber(most)} σ off the running mean, batch variances ` +
      `${low} to ${high} times the running one`,
  };
}

/** Smaller gaps are not drawn larger than they are. */
const LEAST_SIGMA = 0.5;

interface Chart {
  readonly x: number;
  readonly title: string;
  /** 0 at the bottom, 1 at the top; gaps where there is no number. */
  readonly values: readonly number[];
  readonly base: number;
  readonly color: string;
  readonly colors: Colors;
}

function chart({ x, title, values, base, color, colors }: Chart): string {
  const y = (value: number) => round(CHART.top + CHART.height * (1 - Math.min(1, Math.max(0, value))));
  const at = (i: number) => round(x + (CHART.width * i) / Math.max(1, values.length - 1));
  const path = values.map((value, i) => {
    if (!Number.isFinite(value)) return "";
    const isNew = i === 0 || !Number.isFinite(values[i - 1]);
    return `${isNew ? "M" : "L"}${at(i)} ${y(value)}`;
  });
  const rule = `M${x} ${y(base)}H${x + CHART.width}`;
  return (
    `<text x="${x}" y="11" fill="${colors.text}">${title}</text>` +
    `<path d="${rule}" fill="none" stroke="${colors.rule}"/>` +
    `<path d="${path.join("")}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/>`
  );
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
