import { copyMap } from "../copyMap";
import { joinModes, type Mode, sameModes } from "./modes";
import { namesOver } from "./namesOver";
import { either, UNKNOWN, type Value } from "./values";

/** What is known at one point of one way through the code. Changed in place; copied where ways part. */
export interface World {
  /** Names of the function at work. */
  names: Map<string, Value>;
  /** Attributes of objects, by the object's number. */
  objects: Map<number, Map<string, Value>>;
  /** Of models whose mode was set. */
  modes: Map<number, readonly Mode[]>;
  /** Conditions that hold or do not hold on this way, by their text. */
  assumed: Map<string, boolean>;
  gradient: "on" | "off" | "unknown";
}

export function emptyWorld(names: Map<string, Value>): World {
  return { names, objects: new Map(), modes: new Map(), assumed: new Map(), gradient: "on" };
}

/** A copy for a function that nobody calls, which begins with what the file leaves: that is to stay as it is. */
export function worldOver(world: World): World {
  return { ...copyWorld({ ...world, names: NO_NAMES }), names: namesOver(world.names) };
}

const NO_NAMES = new Map<string, never>();

export function copyWorld(world: World): World {
  return {
    names: copyMap(world.names),
    objects: copyObjects(world.objects),
    modes: copyMap(world.modes),
    assumed: copyMap(world.assumed),
    gradient: world.gradient,
  };
}

function copyObjects(objects: World["objects"]): World["objects"] {
  const copy: World["objects"] = new Map();
  for (const [id, attributes] of objects) copy.set(id, copyMap(attributes));
  return copy;
}

/** Where two ways meet. `first` tells the mode of a model that was not set on a way. */
export function joinWorlds(a: World, b: World, first: (model: number) => readonly Mode[]): World {
  const modes = new Map<number, readonly Mode[]>();
  for (const id of new Set([...a.modes.keys(), ...b.modes.keys()])) {
    modes.set(id, joinModes(a.modes.get(id) ?? first(id), b.modes.get(id) ?? first(id)));
  }
  const objects = new Map<number, Map<string, Value>>();
  for (const id of new Set([...a.objects.keys(), ...b.objects.keys()])) {
    const [one, other] = [a.objects.get(id), b.objects.get(id)];
    objects.set(id, one && other ? joinNames(one, other) : (one ?? other)!);
  }
  const assumed = new Map([...a.assumed].filter(([text, holds]) => b.assumed.get(text) === holds));
  const gradient = a.gradient === b.gradient ? a.gradient : "unknown";
  return { names: joinNames(a.names, b.names), objects, modes, assumed, gradient };
}

function joinNames(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): Map<string, Value> {
  const joined = new Map<string, Value>();
  for (const [name, value] of a) joined.set(name, either(value, b.get(name) ?? UNKNOWN));
  for (const [name, value] of b) if (!a.has(name)) joined.set(name, either(value, UNKNOWN));
  return joined;
}

/** Whether models are in the same modes. */
export function sameWorlds(a: World, b: World): boolean {
  if (a.modes.size !== b.modes.size) return false;
  return [...a.modes].every(([id, modes]) => sameModes(modes, b.modes.get(id) ?? NONE));
}

const NONE: readonly Mode[] = [];

/** At most so many ways are followed side by side. */
export const MOST_WORLDS = 8;

/** Ways that nothing tells apart any more are one; too many are put together. */
export function settled(worlds: readonly World[], first: (model: number) => readonly Mode[]): World[] {
  const left: World[] = [];
  for (const world of worlds) {
    const at = left.findIndex((known) => sameAssumptions(known, world) || sameWorlds(known, world));
    if (at < 0) left.push(world);
    else left[at] = joinWorlds(left[at]!, world, first);
  }
  while (left.length > MOST_WORLDS) left.push(joinWorlds(left.pop()!, left.pop()!, first));
  return left;
}

function sameAssumptions(a: World, b: World): boolean {
  return a.assumed.size === b.assumed.size && [...a.assumed].every(([text, holds]) => b.assumed.get(text) === holds);
}
