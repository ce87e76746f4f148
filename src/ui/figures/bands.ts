import { quantile } from "../../engine/quantile";

/** Where a population of channels lies, step by step; NaN where no channel has a finite value. */
export interface Bands {
  /** From the 5th to the 95th percentile: nine tenths. */
  readonly low90: number[];
  readonly high90: number[];
  /** From the 25th to the 75th percentile: half. */
  readonly low50: number[];
  readonly high50: number[];
  readonly median: number[];
}

/** Quantiles over the channels of every step; channels without a finite value there are left out. */
export function bandsOf(series: readonly Float64Array[]): Bands {
  const bands: Bands = { low90: [], high90: [], low50: [], high50: [], median: [] };
  for (const step of series) {
    const ascending = Array.from(step.filter(Number.isFinite).sort());
    bands.low90.push(quantile(ascending, 0.05));
    bands.low50.push(quantile(ascending, 0.25));
    bands.median.push(quantile(ascending, 0.5));
    bands.high50.push(quantile(ascending, 0.75));
    bands.high90.push(quantile(ascending, 0.95));
  }
  return bands;
}

/** The finite values' quantile, for choosing an axis that outliers do not stretch; NaN of nothing. */
export function quantileOf(values: Iterable<number>, p: number): number {
  return quantile(
    Array.from(values)
      .filter(Number.isFinite)
      .sort((a, b) => a - b),
    p,
  );
}
