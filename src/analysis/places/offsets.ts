import type { Item } from "./possible";
import type { Way } from "./way";

/**
 * Which items may stand at which index of a list, whose items stand on branches and in loops: items that follow each other
 * on the same branch or in the same loop belong together.
 *
 * @param most the largest index that is asked for
 * @returns for each index, the items that may stand there
 */
export function itemsByIndex(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  const found: Item[][] = Array.from({ length: most + 1 }, () => []);
  run(partsOf(items, 0), new Set([0]), most, (item, index) => {
    const there = found[index]!;
    if (!there.includes(item)) there.push(item);
  });
  return found;
}

type Part =
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "loop"; readonly parts: readonly Part[] }
  | { readonly kind: "branch"; readonly arms: readonly (readonly Part[])[] };

function partsOf(items: readonly Item[], depth: number): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < items.length; ) {
    const step = items[i]!.way[depth];
    if (!step) {
      parts.push({ kind: "item", item: items[i++]! });
      continue;
    }
    const start = i;
    while (i < items.length && items[i]!.way[depth]?.id === step.id) i++;
    const group = items.slice(start, i);
    if (step.arms === 0) parts.push({ kind: "loop", parts: partsOf(group, depth + 1) });
    else {
      const ofArm = (arm: number) => group.filter(({ way }) => armAt(way, depth) === arm);
      const arms = Array.from({ length: step.arms }, (_, arm) => partsOf(ofArm(arm), depth + 1));
      parts.push({ kind: "branch", arms });
    }
  }
  return parts;
}

function armAt(way: Way, depth: number): number | undefined {
  return way[depth]?.arm;
}

type Tell = (item: Item, index: number) => void;

/** Where the parts may end that begin at one of these indexes. */
function run(parts: readonly Part[], starts: ReadonlySet<number>, most: number, tell: Tell): ReadonlySet<number> {
  let ends = starts;
  for (const part of parts) ends = runOne(part, ends, most, tell);
  return ends;
}

function runOne(part: Part, starts: ReadonlySet<number>, most: number, tell: Tell): ReadonlySet<number> {
  switch (part.kind) {
    case "item": {
      const ends = new Set<number>();
      for (const start of starts) {
        if (start > most) continue;
        tell(part.item, start);
        ends.add(start + 1);
      }
      return ends;
    }
    case "branch":
      return new Set(part.arms.flatMap((arm) => [...run(arm, starts, most, tell)]));
    case "loop": {
      const all = new Set(starts);
      let fresh = starts;
      while (fresh.size > 0) {
        const ends = run(part.parts, fresh, most, tell);
        fresh = new Set([...ends].filter((end) => end <= most && !all.has(end)));
        for (const end of fresh) all.add(end);
      }
      return all;
    }
  }
}
