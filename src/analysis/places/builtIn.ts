import { extend, nameOf } from "./combine";
import { iterated, listsIn, listThing, tuple } from "./iterate";
import { ANY_NAME } from "./namePattern";
import {
  constant,
  either,
  type Given,
  type Item,
  NONE,
  OPEN,
  one,
  type Possible,
  plainItems,
  sureNumber,
  sureValue,
} from "./possible";
import { type Frame, listOf, loopStep, put, type Walk } from "./walk";

/** What a function that is built into Python returns; null for any other name. */
export function builtIn(walk: Walk, name: string, given: readonly Given[], frame: Frame): Possible | null {
  if (name.includes(".")) return null;
  const values = given.filter((one) => one.name === null).map(({ value }) => value);
  const [first = OPEN, second, third] = values;
  switch (name) {
    case "range":
      return range(walk, values);
    case "list":
    case "tuple":
    case "set":
    case "sorted":
    case "iter":
      return values.length === 0 ? listThing([]) : listed(walk, first, name === "list" || name === "tuple", frame);
    case "reversed": {
      const plain = plainItems(first);
      return plain ? tuple(...plain.toReversed()) : anyNumber(walk, first);
    }
    case "enumerate": {
      const plain = plainItems(first);
      const start = second ? sureNumber(second) : given.length > 1 ? undefined : 0;
      if (!plain) return anyNumber(walk, tuple(OPEN, iterated(walk, first).element), true);
      return tuple(...plain.map((value, i) => tuple(start === undefined ? OPEN : constant(i + start), value)));
    }
    case "zip": {
      const plain = values.map(plainItems);
      if (plain.length > 0 && plain.every((items) => items !== null)) {
        const length = Math.min(...plain.map((items) => items!.length));
        return tuple(...Array.from({ length }, (_, i) => tuple(...plain.map((items) => items![i]!))));
      }
      return anyNumber(walk, tuple(...values.map((value) => ({ ...iterated(walk, value).element, open: true }))), true);
    }
    case "dict":
      return dictionary(walk, given, frame);
    case "len": {
      const plain = plainItems(first);
      return plain ? constant(plain.length) : OPEN;
    }
    case "int": {
      const number = sureNumber(first);
      return number === undefined ? OPEN : constant(Math.trunc(number));
    }
    case "float":
      return sureNumber(first) === undefined ? OPEN : first;
    case "str":
      return one({ kind: "text", text: nameOf(first) });
    case "max":
    case "min": {
      const numbers = values.map(sureNumber);
      if (numbers.length < 2 || numbers.some((number) => number === undefined)) return OPEN;
      return constant(Math[name](...(numbers as number[])));
    }
    case "getattr": {
      const asked = second ? sureValue(second) : undefined;
      const found = typeof asked === "string" ? walk.member(first, asked, frame) : OPEN;
      return third ? either(found, third) : found;
    }
    case "setattr":
      for (const thing of first.things) {
        if (thing.kind !== "object") continue;
        walk.construct(thing.made);
        put(walk, thing.made, second ? nameOf(second) : ANY_NAME, third ?? OPEN, frame.way);
      }
      return NONE;
    case "print":
      return NONE;
    default:
      return OPEN;
  }
}

function range(walk: Walk, values: readonly Possible[]): Possible {
  const numbers = values.map(sureNumber);
  if (numbers.some((number) => number === undefined) || numbers.length === 0) return anyNumber(walk, OPEN, true);
  const [start, end, step = 1] = (numbers.length === 1 ? [0, ...numbers] : numbers) as number[];
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((end! - start!) / step));
  if (count > MOST_COUNTED) return anyNumber(walk, OPEN, true);
  return tuple(...Array.from({ length: count }, (_, i) => constant(start! + i * step)));
}

const MOST_COUNTED = 256;

/** Any number of what a list holds, or of a value itself. */
function anyNumber(walk: Walk, of: Possible, itself = false): Possible {
  const value = itself ? of : iterated(walk, of).element;
  return listThing([{ value, way: [loopStep(walk)] }]);
}

/** A copy of an iterable; one that is ordered anew holds any of it anywhere. */
function listed(walk: Walk, of: Possible, inOrder: boolean, frame: Frame): Possible {
  if (!inOrder) return anyNumber(walk, of);
  const list = listOf([], frame.way);
  const dictionaries = of.things.flatMap((thing) => (thing.kind === "dictionary" ? thing.dictionary : []));
  if (dictionaries.length > 0 && listsIn(walk, of).length === 0) return anyNumber(walk, OPEN, true);
  extend(walk, list, of, frame);
  return one({ kind: "list", list });
}

/** `dict(a=b)`, `OrderedDict([("a", b)])` */
export function dictionary(walk: Walk, given: readonly Given[], frame: Frame): Possible {
  const made = { sets: [], open: false, way: frame.way };
  const add = (name: Possible | null, value: Possible, way: Item["way"]) =>
    put(walk, made, name ? nameOf(name) : ANY_NAME, value, [...frame.way, ...way]);
  for (const { name, value } of given) {
    if (name !== null && name !== "*" && name !== "**") {
      put(walk, made, [name], value, frame.way);
      continue;
    }
    const [thing] = value.things;
    if (thing?.kind === "dictionary" && value.things.length === 1) {
      for (const set of thing.dictionary.sets) put(walk, made, set.name, set.value, [...frame.way, ...set.way]);
      made.open ||= thing.dictionary.open || value.open;
      continue;
    }
    const lists = listsIn(walk, value);
    if (value.open || lists.length !== 1 || value.things.length !== 1 || lists[0]!.open) made.open = true;
    for (const item of lists.flatMap(({ items }) => items)) {
      const pair = plainItems(item.value);
      if (pair?.length === 2) add(pair[0]!, pair[1]!, item.way);
      else add(null, OPEN, [...item.way, loopStep(walk)]);
    }
  }
  return one({ kind: "dictionary", dictionary: made });
}
