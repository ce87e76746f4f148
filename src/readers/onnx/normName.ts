/** A name of a path with the separator behind it. */
const STEPS = /[^./]+[./]?|[./]/g;
/** What words of parameters' own names begin with. */
const OF_STATISTICS = /^(running|moving)$/;

/**
 * What a layer is called by the names of its parameters: "layer1.0.bn1" for "layer1.0.bn1.weight" and
 * "layer1.0.bn1.bias", "conv1/bn" for "conv1/bn_scale" and "conv1/bn_bias". Null where they have nothing in common, or
 * only a path that is more than a step away.
 */
export function normName(parameters: readonly string[]): string | null {
  const paths = parameters.map((name) => name.match(STEPS) ?? []);
  const [first] = paths;
  if (!first) return null;
  let common = 0;
  while (common < first.length - 1 && paths.every((path) => path[common] === first[common])) common++;
  if (common + 2 < Math.max(...paths.map((path) => path.length))) return null;
  const words = commonWords(paths.map((path) => path[common] ?? ""));
  return (first.slice(0, common).join("") + words).replace(/[./]$/, "") || null;
}

/** The words that names have in common, where others follow: "bn" of "bn_scale" and "bn_bias", none of "val_1", "val_2". */
function commonWords(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split("_"));
  if (others.length === 0) return "";
  let common = 0;
  while (common < first.length - 1 && others.every((words) => words[common] === first[common])) common++;
  const words = first.slice(0, common).join("_");
  const areNumbered = [first, ...others].some((parts) => /^\d/.test(parts[common] ?? ""));
  return areNumbered || OF_STATISTICS.test(words) ? "" : words;
}
