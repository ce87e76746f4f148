import { either, type Item, type ItemList, NOTHING, one, type Possible, plainItems } from "./possible";
import { listOf, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/** What a loop goes over. */
export interface Iterated {
  /** Each of them, where all surely come, in this order. */
  readonly items: readonly Item[] | null;
  /** Any of them. */
  readonly element: Possible;
}

export function iterated(walk: Walk, over: Possible): Iterated {
  const plain = plainItems(over);
  if (plain) return { items: plain.map((value) => ({ value, way: STRAIGHT })), element: NOTHING };
  const lists = listsIn(walk, over);
  const element = either(NOTHING, ...lists.flatMap(({ items }) => items.map(({ value }) => value)));
  const isOpen = over.open || lists.some(({ open }) => open) || lists.length < over.things.length;
  return { items: null, element: isOpen ? { ...element, open: true } : element };
}

/** Lists among what a value may be, and what containers hold. */
export function listsIn(walk: Walk, { things }: Possible): ItemList[] {
  return things.flatMap((thing) => {
    if (thing.kind === "list") return thing.list;
    if (thing.kind !== "object") return [];
    walk.construct(thing.made);
    return thing.made.items.length > 0 ? thing.made : [];
  });
}

export function listThing(items: readonly Item[], open = false): Possible {
  return one({ kind: "list", list: listOf(items, STRAIGHT, open) });
}

export function tuple(...values: readonly Possible[]): Possible {
  return listThing(values.map((value) => ({ value, way: STRAIGHT })));
}
