/** One turn on the way to a statement: an arm of a branch, or the inside of a loop (`arms` 0). */
export interface WayStep {
  readonly id: number;
  readonly arm: number;
  /** How many arms there are, one of which is taken; 0 for a loop, which runs any number of times. */
  readonly arms: number;
}

export type Way = readonly WayStep[];

export const STRAIGHT: Way = [];

/** What of a way is left, seen from another one. */
export function inside(way: Way, from: Way): Way {
  let shared = 0;
  while (shared < from.length && shared < way.length && isSameStep(way[shared]!, from[shared]!)) shared++;
  return shared === 0 ? way : way.slice(shared);
}

function isSameStep(a: WayStep, b: WayStep): boolean {
  return a.id === b.id && a.arm === b.arm;
}

/** Collects ways until one of them is surely taken. */
export function createCover(): { add(way: Way): boolean } {
  const taken = new Set<string>();
  const keyOf = (way: Way) => way.map(({ id, arm }) => `${id}:${arm}`).join("/");
  return {
    /** @returns whether one of all that were added is taken, whatever happens */
    add(way) {
      let rest = way;
      for (;;) {
        taken.add(keyOf(rest));
        const last = rest.at(-1);
        if (!last) return true;
        const before = rest.slice(0, -1);
        const arms = Array.from({ length: last.arms }, (_, arm) => keyOf([...before, { ...last, arm }]));
        if (arms.length === 0 || !arms.every((key) => taken.has(key))) return false;
        rest = before;
      }
    },
  };
}
