/** A number as one would write it in code: `1e-5`, `0.99`, `64`. */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return rounded.toExponential().replace("e+", "e");
  return String(rounded);
}

/** A count with its thousands separated. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A size in as many digits as "about" deserves. */
export function formatAbout(value: number): string {
  return value < 10 ? String(Number(value.toFixed(1))) : formatCount(Math.round(value));
}
