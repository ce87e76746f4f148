import { median } from "../quantile";

/** Root mean square of the finite values; 0 of none. */
export function rootMeanSquare(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(finite.reduce((sum, value) => sum + (value / largest) ** 2, 0) / finite.length);
}

/** What a channel passes on is lost beside the others where its γ is below this share of their root mean square. */
export const NEAR_ZERO = 0.01;

export function isNearZero(value: number, rootMeanSquareOfAll: number): boolean {
  return Math.abs(value) <= NEAR_ZERO * rootMeanSquareOfAll;
}

/** Median, and the deviation that a normal distribution with the same median absolute deviation has. */
export function robustSpread(values: Float64Array): { readonly centre: number; readonly sigma: number } {
  const finite = Array.from(values).filter(Number.isFinite);
  const centre = median(finite);
  return { centre, sigma: 1.4826 * median(finite.map((value) => Math.abs(value - centre))) };
}
