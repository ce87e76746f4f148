/**
 * Names as short as they can be told apart: the last part of each path, and as many before it as it takes.
 *
 * @param paths with "/" between their parts; no two are the same
 */
export function shortNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split("/").filter((part) => part !== ""));
  const lengths = parts.map(() => 1);
  const nameOf = (i: number) => parts[i]!.slice(-lengths[i]!).join("/");
  for (;;) {
    const same = new Map<string, number[]>();
    for (const i of paths.keys()) same.set(nameOf(i), [...(same.get(nameOf(i)) ?? []), i]);
    const longer = [...same.values()].filter((group) => group.length > 1).flat();
    const growing = longer.filter((i) => lengths[i]! < parts[i]!.length);
    if (growing.length === 0) return paths.map((_, i) => nameOf(i));
    for (const i of growing) lengths[i]!++;
  }
}
