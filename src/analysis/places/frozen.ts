import type { Possible, Thing } from "./possible";

/** A value as it is now: what is done to a list later is not seen by what it was given to. */
export function frozen(value: Possible): Possible {
  return value.things.some(isMutable) ? { ...value, things: value.things.map(frozenThing) } : value;
}

function isMutable({ kind }: Thing): boolean {
  return kind === "list" || kind === "dictionary";
}

function frozenThing(thing: Thing): Thing {
  if (thing.kind === "list") return { kind: "list", list: { ...thing.list, items: [...thing.list.items] } };
  if (thing.kind !== "dictionary") return thing;
  return { kind: "dictionary", dictionary: { ...thing.dictionary, sets: [...thing.dictionary.sets] } };
}
