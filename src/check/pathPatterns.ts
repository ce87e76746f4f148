/**
 * Whether a path, or a folder above it, fits one of the patterns: `tests`, `*.pb2.py` (any part of the path),
 * `src/old/*`, `docs/**` (from the pyproject.toml's folder on). Takes time that grows with the lengths alone.
 */
export function fitsPattern(path: string, patterns: readonly string[]): boolean {
  const parts = path.split("/");
  return patterns.some((pattern) => {
    if (pattern.length > LONGEST) return false;
    const wanted = pattern.replace(/^\.\//, "").replace(/\/+$/, "").split("/");
    if (wanted.length === 1) return parts.some((part) => fitsPart(part, wanted[0]!));
    // What lies below a folder that fits goes with it.
    return fitsParts(parts, [...wanted.filter((part) => part !== ""), "**"]);
  });
}

/** No path is longer on Linux. */
const LONGEST = 4096;

function fitsParts(parts: readonly string[], wanted: readonly string[]): boolean {
  return wildcard(parts, wanted, fitsPart, (want) => want === "**");
}

function fitsPart(part: string, wanted: string): boolean {
  return wildcard(
    [...part],
    [...wanted],
    (a, b) => b === "?" || a === b,
    (b) => b === "*",
  );
}

/** Matching with wildcards for any number of items: only the last wildcard has to be tried anew, since the first fit is the best. */
function wildcard<T>(
  items: readonly T[],
  wanted: readonly T[],
  fits: (item: T, want: T) => boolean,
  isWild: (want: T) => boolean,
): boolean {
  let [item, want, wild, from] = [0, 0, -1, 0];
  while (item < items.length) {
    if (want < wanted.length && isWild(wanted[want]!)) {
      wild = want++;
      from = item;
    } else if (want < wanted.length && fits(items[item]!, wanted[want]!)) {
      item++;
      want++;
    } else if (wild >= 0) {
      item = ++from;
      want = wild + 1;
    } else return false;
  }
  return wanted.slice(want).every(isWild);
}
