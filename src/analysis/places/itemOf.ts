import { listsIn, listThing } from "./iterate";
import { lookUp } from "./named";
import { either, NOTHING, OPEN, type Possible, sureValue, type Thing } from "./possible";
import { type Frame, loopStep, type Walk } from "./walk";
import { inside } from "./way";

/** `of[index]` */
export function itemOf(walk: Walk, of: Possible, index: Possible, many: boolean, frame: Frame): Possible {
  if (of.things.length === 0) return OPEN;
  const found = of.things.map((thing) => itemOfThing(walk, thing, index, many, frame));
  return of.open ? either(...found, OPEN) : either(...found);
}

function itemOfThing(walk: Walk, thing: Thing, index: Possible, many: boolean, frame: Frame): Possible {
  const key = sureValue(index);
  if (thing.kind === "dictionary" || thing.kind === "object") {
    const named = thing.kind === "dictionary" ? thing.dictionary : thing.made;
    if (thing.kind === "object") walk.construct(thing.made);
    if (typeof key === "string") {
      const { value, sure } = lookUp(named, key);
      return sure && !named.open ? value : either(value, OPEN);
    }
    if (thing.kind === "dictionary") return { ...either(NOTHING, ...named.sets.map(({ value }) => value)), open: true };
  }
  // What a class is asked for with brackets is the class: `Generic[T]`.
  if (thing.kind === "class" || thing.kind === "foreign") return { things: [thing], open: false };
  const [list] = listsIn(walk, { things: [thing], open: false });
  if (!list) return OPEN;
  if (many) return listThing([{ value: anyOf(list.items), way: [loopStep(walk)] }], list.open);
  const isPlain = !list.open && list.items.every(({ way }) => way.length === 0);
  const isLooping = inside(frame.way, list.way).some(({ arms }) => arms === 0);
  if (typeof key === "number" && isPlain && !isLooping) return list.items.at(key)?.value ?? OPEN;
  const element = anyOf(list.items);
  return list.open || isLooping || list.items.length === 0 ? { ...element, open: true } : element;
}

function anyOf(items: readonly { readonly value: Possible }[]): Possible {
  return either(NOTHING, ...items.map(({ value }) => value));
}
