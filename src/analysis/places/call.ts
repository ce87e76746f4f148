import type { CodeParameter } from "../flow/code";
import { builtIn } from "./builtIn";
import { callMember } from "./callMember";

import { extend } from "./combine";
import { foreignCall } from "./foreignCall";
import { frozen } from "./frozen";
import { isPlain } from "./namePattern";
import {
  type CallPlace,
  either,
  type FunctionThing,
  type Given,
  type Made,
  NONE,
  NOTHING,
  OPEN,
  objectsIn,
  one,
  type Possible,
  plainItems,
  type Thing,
} from "./possible";
import { type Frame, frameOf, listOf, put, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/** What a call may return. Whatever is called that is not known may make a module, here. */
export function call(walk: Walk, callee: Possible, given: readonly Given[], place: CallPlace, frame: Frame): Possible {
  const results = callee.things.map((thing) => callThing(walk, thing, given, place, frame));
  if (callee.open || results.length === 0) results.push(unknownCall(walk, given, place, frame, callee.things));
  return either(...results);
}

function callThing(walk: Walk, thing: Thing, given: readonly Given[], place: CallPlace, frame: Frame): Possible {
  switch (thing.kind) {
    case "class":
      return one({ kind: "object", made: make(walk, thing, given, place, frame) });
    case "function":
      return callFunction(walk, thing, given, frame);
    case "partial":
      return call(walk, thing.of, [...thing.given, ...given], place, frame);
    case "member":
      return callMember(walk, thing, given, frame) ?? unknownCall(walk, given, place, frame);
    case "foreign":
      return builtIn(walk, thing.name, given, frame) ?? foreignCall(walk, thing.name, given, place, frame);
    case "object":
      return OPEN;
    case "constant":
    case "text":
      // What is no function is not what is called.
      return NOTHING;
    default:
      return unknownCall(walk, given, place, frame);
  }
}

function unknownCall(
  walk: Walk,
  given: readonly Given[],
  place: CallPlace,
  frame: Frame,
  beside: readonly Thing[] = [],
): Possible {
  const made = { ...make(walk, null, given, place, frame), beside };
  const passed = given
    .flatMap(({ value }) => objectsIn(value))
    .map((inner): Thing => ({ kind: "object", made: inner }));
  return { things: [{ kind: "object", made }, ...passed], open: passed.length > 0 };
}

/** An object that a call makes, as yet empty. */
export function make(
  walk: Walk,
  of: Made["of"],
  given: readonly Given[],
  place: CallPlace | null,
  frame: Pick<Frame, "way">,
): Made {
  const made: Made = {
    place,
    of,
    beside: [],
    given: given.map(({ name, value }) => ({ name, value: frozen(value) })),
    way: frame.way,
    sets: [],
    items: [],
    open: false,
    progress: "new",
  };
  if (of?.kind === "class" && walk.wanted.has(of.of) && walk.made.length < MOST_MADE) walk.made.push(made);
  return made;
}

const MOST_MADE = 2000;

/** Runs a function of the workspace. One that calls itself is followed a few times. */
export function callFunction(walk: Walk, thing: FunctionThing, given: readonly Given[], frame: Frame): Possible {
  const depth = walk.stack.filter((open) => open === thing.of).length;
  if (depth >= MOST_RECURSION || walk.stack.length >= MOST_CALLS || thing.of.yields) return OPEN;
  const env = new Map<string, Possible>();
  const bound = thing.made ? [{ name: null, value: one({ kind: "object", made: thing.made }) }, ...given] : given;
  const isStatic = thing.of.decorators.some((one) => one.kind === "name" && one.name === "staticmethod");
  const inner = frameOf(thing.home, env, {
    closure: thing.closure,
    way: frame.way,
    self: thing.made,
    owner: thing.owner,
  });
  bind(walk, thing.of.parameters, isStatic ? given : bound, inner);
  walk.stack.push(thing.of);
  const since = inner.returns.length;
  const flow = walk.execute(thing.of.steps, inner);
  walk.stack.pop();
  const values = inner.returns.slice(since);
  if (walk.steps < 0) return { ...either(OPEN, ...values), open: true };
  return either(...values, ...(flow === "next" || values.length === 0 ? [NONE] : []));
}

const MOST_RECURSION = 2;
/** Calls of functions and constructors that are open at once. */
export const MOST_CALLS = 24;

/** Gives parameters what a call gives; what it leaves open may be the default or anything else. */
export function bind(walk: Walk, parameters: readonly CodeParameter[], given: readonly Given[], frame: Frame): void {
  const { positional, keywords, isOpen, isShort } = spreadOut(given);
  const rest = [...positional];
  const outside = frameOf(frame.home, frame.home.names);
  for (const { name, kind, default: value } of parameters) {
    if (kind === "list") {
      const list = listOf([], frame.way, isShort);
      extend(
        walk,
        list,
        one({
          kind: "list",
          list: listOf(
            rest.map((one) => ({ value: one, way: STRAIGHT })),
            frame.way,
          ),
        }),
        frame,
      );
      rest.length = 0;
      frame.env.set(name, one({ kind: "list", list }));
    } else if (kind === "mapping") {
      const dictionary = { sets: [], open: isOpen, way: frame.way };
      for (const [key, one] of keywords) put(walk, dictionary, [key], one, frame.way);
      frame.env.set(name, one({ kind: "dictionary", dictionary }));
    } else {
      const next = kind === "keyword" ? undefined : rest.shift();
      const known = next ?? keywords.get(name);
      keywords.delete(name);
      if (known) {
        frame.env.set(name, known);
        continue;
      }
      const byDefault = value ? walk.evaluate(value, outside) : null;
      const missing = isOpen || isShort || !byDefault;
      frame.env.set(name, missing ? { ...(byDefault ?? OPEN), open: true } : byDefault);
    }
  }
}

interface Spread {
  readonly positional: Possible[];
  readonly keywords: Map<string, Possible>;
  /** Any keyword may be given besides. */
  readonly isOpen: boolean;
  /** More may be given by position. */
  readonly isShort: boolean;
}

function spreadOut(given: readonly Given[]): Spread {
  const positional: Possible[] = [];
  const keywords = new Map<string, Possible>();
  let [isOpen, isShort] = [false, false];
  for (const { name, value } of given) {
    if (name === null && !isShort) positional.push(value);
    else if (name === "*") {
      const plain = isShort ? null : plainItems(value);
      if (plain) positional.push(...plain);
      else isShort = true;
    } else if (name === "**") {
      const [thing] = value.things;
      const dictionary = thing?.kind === "dictionary" && value.things.length === 1 ? thing.dictionary : null;
      const sure = dictionary?.sets.every((set) => isPlain(set.name) && set.way.length === 0);
      if (!dictionary || value.open || dictionary.open || !sure) isOpen = true;
      for (const set of dictionary?.sets ?? [])
        if (isPlain(set.name) && set.way.length === 0) keywords.set(set.name[0]!, set.value);
    } else if (name !== null) keywords.set(name, value);
  }
  return { positional, keywords, isOpen, isShort };
}
