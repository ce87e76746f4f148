import { abroad } from "./abroad";
import type { CodeParameter } from "./code";
import { gradientOf } from "./contexts";
import type { GivenArgument } from "./flowFacts";
import { assumedModel, firstModes, MODEL_NAME, siteOf, wayTo } from "./frames";
import { setMode } from "./record";
import { either, type FunctionThing, modelsIn, one, UNKNOWN, type Value } from "./values";
import { type Call, type Frame, MAX_CALLS, type Walk } from "./walk";
import { joinWorlds, type World } from "./world";

/** Follows a call into a function of the code. */
export function enter(walk: Walk, thing: FunctionThing, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  walk.entered.add(thing.of);
  if (frame.calls.length >= MAX_CALLS || isOpen(frame, thing)) return lost(walk, at, frame, world);
  const inner = frameOf(walk, thing, frame, { file: at.file, start: at.start, end: at.end });
  const names = bind(walk, thing, given, inner, world);
  if (thing.home.file === "") return run(walk, thing, inner, names, frame, world);
  const { value, whole } = abroad(walk, () => run(walk, thing, inner, names, frame, world));
  return whole ? value : lost(walk, { ...at, given: [...given, ...selfOf(thing, at)] }, frame, world);
}

/** What a method is called on may be changed by it, too. */
function selfOf({ self }: FunctionThing, { start, end }: Call): GivenArgument[] {
  return self ? [{ name: null, value: one(self), start, end }] : [];
}

/** Runs a function that nobody calls, with parameters of which nothing is known. */
export function enterAlone(walk: Walk, thing: FunctionThing, frame: Frame, world: World): void {
  const inner = frameOf(walk, thing, frame, null);
  const names = new Map<string, Value>();
  for (const [i, parameter] of thing.of.parameters.entries()) {
    if (i === 0 && thing.self) names.set(parameter.name, one(thing.self));
    else names.set(parameter.name, unknownParameter(walk, parameter, inner));
  }
  run(walk, thing, inner, names, frame, world);
}

function unknownParameter(walk: Walk, parameter: CodeParameter, frame: Frame): Value {
  if (!frame.body.models.includes(parameter.name) && !MODEL_NAME.test(parameter.name)) return UNKNOWN;
  return one({ kind: "model", id: assumedModel(walk, parameter.name, parameter, frame, "entry") });
}

function isOpen(frame: Frame, thing: FunctionThing): boolean {
  return frame.open.includes(thing.of);
}

function frameOf(walk: Walk, thing: FunctionThing, outer: Frame, call: Frame["calls"][number] | null): Frame {
  return {
    home: thing.home,
    function: thing.of,
    body: thing.of,
    class: thing.class,
    self: thing.self,
    closure: thing.closure,
    globals: new Set(),
    loops: outer.loops,
    calls: call ? [...outer.calls, call] : outer.calls,
    way: wayTo(walk, outer.way, call ? `${call.file}:${call.start}` : "alone"),
    open: [...outer.open, thing.of],
    names: [...outer.names, thing.of.name],
    alone: outer.alone || call === null,
    tapes: outer.tapes,
    returns: [],
    leaves: [],
  };
}

function run(
  walk: Walk,
  thing: FunctionThing,
  inner: Frame,
  names: Map<string, Value>,
  outer: Frame,
  world: World,
): Value {
  const outside = { names: world.names, gradient: world.gradient, assumed: world.assumed };
  if (outer.function === null && outer.home === thing.home) outer.home.names = world.names;
  const odd = enterDecorators(walk, thing, inner, world);
  world.names = names;
  world.assumed = new Map();
  const start: World = { ...world };
  const ends = walk.execute(thing.of.steps, inner, [start]);
  const first = (id: number) => firstModes(walk, id);
  const left = [...ends, ...inner.returns.map((one) => one.world)];
  const end = left.length > 0 ? left.reduce((a, b) => joinWorlds(a, b, first)) : start;
  world.objects = end.objects;
  world.modes = end.modes;
  Object.assign(world, outside);
  if (odd) loseModes(walk, inner, world, thing);
  const values = inner.returns.map(({ value }) => value);
  if (ends.length > 0) values.push(one({ kind: "literal", value: null }));
  if (thing.of.yields || values.length === 0) return { ...UNKNOWN, from: values.flatMap(({ from }) => from) };
  return values.reduce(either);
}

/** Whether decorators that are not known may do more around a call. */
function enterDecorators(walk: Walk, thing: FunctionThing, frame: Frame, world: World): boolean {
  let odd = false;
  for (const decorator of thing.of.decorators) {
    const call = decorator.kind === "call" ? decorator : null;
    const value = walk.evaluate(call ? call.of : decorator, frame, world);
    const by = value.things[0];
    const gradient = by?.kind === "foreign" ? gradientOf(walk, by.name, call, frame, world) : null;
    if (gradient) world.gradient = gradient;
    else if (by?.kind !== "foreign") odd = true;
  }
  return odd;
}

/** Models that it set the mode of may be in any after it. */
function loseModes(walk: Walk, frame: Frame, world: World, thing: FunctionThing): void {
  for (const id of world.modes.keys()) setMode(walk, id, "unknown", siteOf(frame, thing.of), frame, world);
}

function bind(
  walk: Walk,
  thing: FunctionThing,
  given: readonly GivenArgument[],
  inner: Frame,
  world: World,
): Map<string, Value> {
  const names = new Map<string, Value>();
  const open = given.some(({ name }) => name === "*" || name === "**");
  const positional = given.filter(({ name }) => name === null).map(({ value }) => value);
  if (thing.self) positional.unshift(one(thing.self));
  let keywordOnly = false;
  for (const parameter of thing.of.parameters) {
    if (parameter.kind === "list") {
      names.set(parameter.name, one({ kind: "list", items: positional.splice(0), whole: !open }));
      keywordOnly = true;
    } else if (parameter.kind === "mapping") {
      names.set(parameter.name, UNKNOWN);
    } else {
      const named = given.find(({ name }) => name === parameter.name)?.value;
      const value = named ?? (keywordOnly ? undefined : positional.shift());
      const fallback = parameter.default && !open ? walk.evaluate(parameter.default, inner, world) : UNKNOWN;
      names.set(parameter.name, known(walk, value ?? fallback, parameter, inner));
    }
  }
  return names;
}

/** What a function uses as a model is one, whatever it was given. */
function known(walk: Walk, value: Value, parameter: CodeParameter, frame: Frame): Value {
  if (value.things.length > 0 || !frame.body.models.includes(parameter.name)) return value;
  return {
    ...one({ kind: "model", id: assumedModel(walk, parameter.name, parameter, frame, "unknown") }),
    from: value.from,
  };
}

/** A call that is not followed: whatever it is given may change. */
function lost(walk: Walk, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  for (const model of given.flatMap(({ value }) => modelsIn(value))) setMode(walk, model, "unknown", at, frame, world);
  return { ...UNKNOWN, from: given.flatMap(({ value }) => value.from) };
}
