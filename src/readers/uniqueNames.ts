/** Gives each name once: a later one that is taken gets " (2)", " (3)" and so on. */
export function createUniqueNames(): (name: string) => string {
  const copies = new Map<string, number>();
  return (name) => {
    if (!copies.has(name)) {
      copies.set(name, 1);
      return name;
    }
    for (let copy = copies.get(name)! + 1; ; copy++) {
      const unique = `${name} (${copy})`;
      if (copies.has(unique)) continue;
      copies.set(name, copy).set(unique, 1);
      return unique;
    }
  };
}
