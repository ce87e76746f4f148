/** Middle value, or the mean of the two middle ones; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Quantile of ascending values, linear between order statistics as NumPy's and PyTorch's default; NaN of nothing. */
export function quantile(ascending: readonly number[], p: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = p * (ascending.length - 1);
  const lower = ascending[Math.floor(place)]!;
  const upper = ascending[Math.ceil(place)]!;
  return lower + (upper - lower) * (place - Math.floor(place));
}
