const SEPARATOR = /([./])/;

/**
 * What a layer is called by the names of its parameters: "layer1.0.bn1" for "layer1.0.bn1.weight" and
 * "layer1.0.bn1.bias". Null where they have no path in common, or the common one is more than a step away.
 */
export function normName(parameters: readonly string[]): string | null {
  const paths = parameters.map((name) => name.split(SEPARATOR).slice(0, -2));
  const [first] = paths;
  if (!first) return null;
  let common = 0;
  while (common < first.length && paths.every((path) => path[common] === first[common])) common++;
  const longest = Math.max(...paths.map((path) => path.length));
  // A step is a name and its separator.
  return common + 2 >= longest ? first.slice(0, common).join("").replace(/[./]$/, "") || null : null;
}
