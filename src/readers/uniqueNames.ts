/** The names with " (2)", " (3)" … behind those that were there before, as tensors of one file must differ by name. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    for (let count = (counts.get(name) ?? 1) + 1; ; count++) {
      const unique = `${name} (${count})`;
      if (taken.has(unique)) continue;
      counts.set(name, count);
      taken.add(unique);
      return unique;
    }
  });
}
