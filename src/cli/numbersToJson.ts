/** Numbers as JSON, with who made them: typed arrays as arrays, non-finite numbers as "NaN" and "Infinity". */
export function numbersToJson(numbers: object): string {
  const content = { version: 1, generator: `normscope ${process.env.NORMSCOPE_VERSION}`, ...numbers };
  return JSON.stringify(content, (_, value: unknown) => {
    if (value instanceof Float64Array) return [...value];
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}
