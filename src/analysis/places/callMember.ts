import { holdsNothing, lineOf } from "./classes";
import { extend, formatted, nameOf } from "./combine";
import { containerNamed, fill } from "./containers";
import { iterated, listThing, tuple } from "./iterate";
import { lookUp } from "./named";
import { ANY_NAME, isPlain } from "./namePattern";
import {
  type CallPlace,
  either,
  type Given,
  type ItemList,
  type Made,
  type Named,
  NONE,
  NOTHING,
  OPEN,
  one,
  type Possible,
  sureValue,
  type Thing,
} from "./possible";
import { append, type Frame, loopStep, put, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/** What a method returns that is no function of the workspace; null where nothing is known of it. */
export function callMember(
  walk: Walk,
  { of, name }: Thing & { kind: "member" },
  given: readonly Given[],
  frame: Frame,
): Possible | null {
  const values = given.map(({ value }) => value);
  switch (of.kind) {
    case "list":
      return ofList(walk, of.list, name, values, frame);
    case "dictionary":
      return ofDictionary(walk, of.dictionary, name, values, frame);
    case "text":
      return name === "format" ? one({ kind: "text", text: formatted(of.text, /\{[^{}]*\}/) }) : OPEN;
    case "object":
      return ofObject(walk, of, name, given, frame);
    case "super":
      return name === "__init__"
        ? initializeBases(walk, of, given, frame)
        : ofObject(walk, { kind: "object", made: of.made }, name, given, frame);
    case "constant":
      return OPEN;
    default:
      return null;
  }
}

function ofList(walk: Walk, list: ItemList, name: string, values: readonly Possible[], frame: Frame): Possible {
  const [first = OPEN, second = OPEN] = values;
  switch (name) {
    case "append":
      append(walk, list, [{ value: first, way: STRAIGHT }], frame.way);
      return NONE;
    case "extend":
      extend(walk, list, first, frame);
      return NONE;
    case "insert":
      insert(walk, list, sureValue(first), second, frame);
      return NONE;
    case "copy": {
      const copy = { items: [...list.items], open: list.open, way: list.way };
      return one({ kind: "list", list: copy });
    }
    case "pop":
    case "remove":
    case "reverse":
    case "sort":
    case "clear":
      list.open = true;
      return { ...either(NOTHING, ...list.items.map(({ value }) => value)), open: true };
    default:
      return OPEN;
  }
}

/** At the front, where all is plain; anywhere else the order is not known any more. */
function insert(walk: Walk, list: ItemList, at: unknown, value: Possible, frame: Frame): void {
  append(walk, list, [{ value, way: STRAIGHT }], frame.way);
  const last = list.items.at(-1);
  if (at === 0 && frame.way.length === list.way.length && last && walk.journal.at(-1) === list.items) {
    list.items.unshift(list.items.pop()!);
    // Taking it back would take the wrong one.
    walk.journal.pop();
  } else list.open = true;
}

function ofDictionary(walk: Walk, of: Named, name: string, values: readonly Possible[], frame: Frame): Possible {
  const [first = OPEN, second = NONE] = values;
  const element = either(NOTHING, ...of.sets.map(({ value }) => value));
  const isPlainly = !of.open && of.sets.every((set) => isPlain(set.name) && set.way.length === 0);
  switch (name) {
    case "items": {
      if (!isPlainly) return loopOf(walk, tuple(OPEN, of.open ? { ...element, open: true } : element));
      return listThing(of.sets.map((set) => ({ value: tuple(textOf(set.name), set.value), way: STRAIGHT })));
    }
    case "keys":
      return isPlainly
        ? listThing(of.sets.map((set) => ({ value: textOf(set.name), way: STRAIGHT })))
        : loopOf(walk, OPEN);
    case "values":
      return isPlainly ? listThing(of.sets.map(({ value }) => ({ value, way: STRAIGHT }))) : loopOf(walk, element);
    case "get":
    case "pop":
    case "setdefault": {
      const key = sureValue(first);
      if (typeof key !== "string") return { ...either(element, second), open: true };
      const found = lookUp(of, key);
      return found.sure ? found.value : either(found.value, second, of.open ? OPEN : NOTHING);
    }
    case "update":
      for (const thing of first.things) {
        if (thing.kind !== "dictionary") continue;
        for (const set of thing.dictionary.sets) put(walk, of, set.name, set.value, [...frame.way, ...set.way]);
      }
      if (first.open || first.things.some(({ kind }) => kind !== "dictionary")) of.open = true;
      return NONE;
    case "copy":
      return one({ kind: "dictionary", dictionary: { ...of, sets: [...of.sets] } });
    default:
      return OPEN;
  }
}

function textOf(name: Named["sets"][number]["name"]): Possible {
  return one({ kind: "text", text: name });
}

function loopOf(walk: Walk, value: Possible): Possible {
  return listThing([{ value, way: [loopStep(walk)] }]);
}

/** Methods of `nn.Module` and of its containers. */
function ofObject(
  walk: Walk,
  of: Thing & { kind: "object" },
  name: string,
  given: readonly Given[],
  frame: Frame,
): Possible | null {
  const { made } = of;
  const values = given.map(({ value }) => value);
  const [first = OPEN, second = OPEN] = values;
  switch (name) {
    case "add_module":
    case "register_module":
    case "__setattr__":
    case "__setitem__": {
      const module = given.find((one) => one.name === "module")?.value ?? second;
      put(
        walk,
        made,
        given.length > 0 ? nameOf(given.find((one) => one.name === "name")?.value ?? first) : ANY_NAME,
        module,
        frame.way,
      );
      return NONE;
    }
    case "append":
    case "extend":
    case "insert":
      ofList(walk, made, name, values, frame);
      return one(of);
    case "update":
      ofDictionary(walk, made, name, values, frame);
      return NONE;
    case "pop":
    case "__delitem__":
      made.open = true;
      return OPEN;
    case "items":
    case "values":
    case "keys":
      walk.construct(made);
      return ofDictionary(walk, made, name, values, frame);
    case "children":
      walk.construct(made);
      return loopOf(walk, { ...iterated(walk, one(of)).element, open: true });
    default:
      return SAME.test(name) ? one(of) : made.of?.kind === "foreign" || made.of === null ? null : OPEN;
  }
}

/** Methods that return their object. */
const SAME =
  /^(to|cuda|cpu|half|float|double|bfloat16|eval|train|requires_grad_|apply|share_memory|compile|type|to_empty)$/;

/** `super().__init__(…)` */
function initializeBases(walk: Walk, of: Thing & { kind: "super" }, given: readonly Given[], frame: Frame): Possible {
  const { own, foreign, open } = lineOf(walk, of.of);
  const parent = own.slice(1).find(({ of: code }) => code.methods.__init__);
  if (parent) {
    const method = { kind: "function", of: parent.of.methods.__init__!, home: parent.home, closure: null } as const;
    walk.call(one({ ...method, made: of.made, owner: parent }), given, NOWHERE, frame);
    return NONE;
  }
  fillFromBases(walk, of.made, foreign, given, frame);
  of.made.open ||= open;
  return NONE;
}

const NOWHERE: CallPlace = { file: "", start: 0, end: 0 };

/** What the constructors of other packages' classes put into an object. */
export function fillFromBases(
  walk: Walk,
  made: Made,
  foreign: readonly string[],
  given: readonly Given[],
  frame: Frame,
): void {
  const container = foreign.map(containerNamed).find((kind) => kind !== null);
  if (container) fill(walk, made, container, given, frame);
  else if (!foreign.every(holdsNothing)) made.open = true;
}
