/** A value as JSON can hold it: non-finite numbers as "NaN", "Infinity" and "-Infinity", typed arrays as arrays. */
export function toPlain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Float64Array)
    return value.every(Number.isFinite) ? Array.from(value) : Array.from(value, toPlain);
  if (Array.isArray(value)) return value.map(toPlain);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toPlain(entry)]));
}
