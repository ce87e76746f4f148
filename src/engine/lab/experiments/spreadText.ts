import { formatNumber } from "../../formatNumber";
import { median } from "../../quantile";

/** The seeds' median, and the lowest and highest of them: "2.3 (1.9 to 2.6 over 3 seeds)". @param unit follows the median */
export function spreadText(perSeed: readonly number[], format: (value: number) => string, unit = ""): string {
  const middle = `${format(median(perSeed))}${unit}`;
  if (perSeed.length === 1) return `${middle} (one seed)`;
  return `${middle} (${format(Math.min(...perSeed))} to ${format(Math.max(...perSeed))} over ${perSeed.length} seeds)`;
}

/** A share of 1. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A factor with two digits. */
export function formatTimes(factor: number): string {
  return formatNumber(Number(factor.toPrecision(2)));
}

/** A difference of shares in percentage points, with its sign. */
export function signedPoints(points: number): string {
  const digits = Math.abs(points).toFixed(2);
  if (Number(digits) === 0) return "0.00 points";
  return `${points < 0 ? "−" : "+"}${digits} points`;
}
