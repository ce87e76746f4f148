import { specNamed } from "../frameworks/specs";
import { isPlain } from "./namePattern";
import { partsOf } from "./parts";
import type { PathNode } from "./pathTree";
import type { Made, Possible } from "./possible";
import type { Walk } from "./walk";

/** How many normalization layers an object surely has, beside those of the paths, in what the paths lead through. */
export function missingNorms(walk: Walk, made: Made, node: PathNode, depth = 0): number {
  if (depth > MOST_DEPTH) return 0;
  const parts = partsOf(walk, made, node.children.keys());
  let missing = 0;
  for (const set of made.sets) {
    if (set.way.length > 0 || !isPlain(set.name) || node.children.has(set.name[0]!)) continue;
    if (isNorm(parts.of(set.name[0]!))) missing++;
  }
  if (made.items.every(({ way }) => way.length === 0)) {
    missing += made.items.filter(({ value }, i) => !node.children.has(String(i)) && isNorm(value)).length;
  }
  for (const [name, child] of node.children) {
    const { things, open } = parts.of(name);
    const [thing] = things;
    if (!open && things.length === 1 && thing?.kind === "object")
      missing += missingNorms(walk, thing.made, child, depth + 1);
  }
  return missing;
}

const MOST_DEPTH = 64;

/** Whether it is a normalization layer, or would be with the class that is its parameter's default. */
function isNorm({ things, open }: Possible): boolean {
  const made = things.flatMap((thing) => (thing.kind === "object" && thing.made.of ? thing.made.of : []));
  return !open && made.length > 0 && made.every((of) => of.kind === "foreign" && specNamed(of.name)?.kind === "norm");
}
