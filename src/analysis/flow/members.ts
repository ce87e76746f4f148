import { basesOf } from "./bases";
import type { CodeFunction } from "./code";
import { assumedModel, isMadeAbroad, modesOf } from "./frames";
import { imported } from "./imports";
import { memberOfKeras } from "./kerasMembers";
import { isModelMethod, isTensor } from "./modelMethods";
import { partOf } from "./models";
import type { Site } from "./modes";
import { hasOwnAttribute } from "./ownAttributes";
import { isQuietPart } from "./quietParts";
import { type ClassThing, either, named, one, type Thing, UNKNOWN, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

/** `of.name`. `path` is the whole as names, where it is nothing else. */
export function memberOf(
  walk: Walk,
  of: Value,
  name: string,
  path: string | null,
  site: Site,
  frame: Frame,
  world: World,
): Value {
  if (of.things.length === 0) return memberOfUnknown(walk, of, name, path, site, frame, world);
  const found = of.things.map((thing) => memberOfThing(walk, thing, of, name, path, site, frame, world));
  const value = found.reduce(either);
  return of.open ? { ...value, open: true } : value;
}

/** Something unknown is a model where its name is used as a model's is. */
function memberOfUnknown(
  walk: Walk,
  of: Value,
  name: string,
  path: string | null,
  site: Site,
  frame: Frame,
  world: World,
): Value {
  if (path && frame.body.models.includes(path)) {
    const model = one({ kind: "model", id: assumedModel(walk, path, site, frame, frame.alone ? "entry" : "unknown") });
    world.names.set(path, model);
    return model;
  }
  return { things: [{ kind: "member", of, name }], open: true, from: of.from };
}

function memberOfThing(
  walk: Walk,
  thing: Thing,
  of: Value,
  name: string,
  path: string | null,
  site: Site,
  frame: Frame,
  world: World,
): Value {
  const member: Value = { things: [{ kind: "member", of, name }], open: false, from: of.from };
  switch (thing.kind) {
    case "foreign":
      return one({ kind: "foreign", name: `${thing.name}.${name}` });
    case "module":
      return named(thing.home.names, name) ?? imported(walk, `${thing.home.module}.${name}`, thing.home);
    case "instance": {
      const attribute = world.objects.get(thing.id)?.get(name);
      const value = attribute ?? methodOf(walk, thing.of, name, thing, frame, world, site);
      const isOpen = !value || value.things.length === 0 || isMadeAbroad(value);
      if (value && (!isOpen || !path || !frame.body.models.includes(path))) return value;
      return rememberModel(walk, thing.id, name, path, site, frame, world) ?? value ?? member;
    }
    case "model":
      return memberOfModel(walk, thing, name, site, frame, world) ?? member;
    case "class":
      return methodOf(walk, thing, name, null, frame, world, site) ?? UNKNOWN;
    case "parameters":
      return name === "data" ? one(thing) : member;
    default:
      return member;
  }
}

/** An attribute that nothing is known of, but that is used as a model. */
function rememberModel(
  walk: Walk,
  object: number,
  name: string,
  path: string | null,
  site: Site,
  frame: Frame,
  world: World,
): Value | null {
  if (!path || !frame.body.models.includes(path)) return null;
  const id = assumedModel(walk, path, { start: -1 - object, end: site.end }, frame, frame.alone ? "entry" : "unknown");
  const model = one({ kind: "model", id });
  const attributes = world.objects.get(object) ?? new Map<string, Value>();
  world.objects.set(object, attributes.set(name, model));
  return model;
}

function memberOfModel(
  walk: Walk,
  thing: Thing & { kind: "model" },
  name: string,
  site: Site,
  frame: Frame,
  world: World,
): Value | null {
  const model = walk.models[thing.id]!;
  if (name === "training") return one({ kind: "modes", model: thing.id, modes: modesOf(walk, thing.id, world) });
  const attribute = world.objects.get(thing.id)?.get(name);
  if (attribute && attribute.things.length > 0) return attribute;
  const own = model.class && methodOf(walk, model.class, name, thing, frame, world, site);
  if (model.kind.framework === "keras") return own ?? memberOfKeras(walk, thing, name, site, frame, world);
  if (own && !isModeOverride(name, own)) return own;
  if (isModelMethod(name) || isTensor(model)) return null;
  // What wraps a model for several devices has it as its `module`.
  if (name === "module" && !(model.class && hasOwnAttribute(model.class, name))) return one(thing);
  const isQuiet = () => model.class !== null && isQuietPart(walk, model.class, name);
  return one({ kind: "model", id: partOf(walk, thing.id, name, isQuiet) });
}

/** `train(self, mode=True)` and `eval(self)` of a class's own still set the mode; a `train(self, loader)` is something else. */
function isModeOverride(name: string, { things }: Value): boolean {
  const [thing] = things;
  if (thing?.kind !== "function" || (name !== "train" && name !== "eval")) return false;
  const rest = thing.of.parameters.slice(1).filter(({ kind }) => kind === "plain");
  return name === "eval" ? rest.length === 0 : rest.every((parameter) => /mode|train/.test(parameter.name));
}

/** A method of a class of the code or of its own bases, bound to `self`; a property is asked at once. */
export function methodOf(
  walk: Walk,
  of: ClassThing,
  name: string,
  self: Thing | null,
  frame: Frame,
  world: World,
  site: Site,
): Value | null {
  const found = methodNamed(walk, of, name);
  if (!found) return null;
  const { method, home } = found;
  const is = (decorator: string) => method.decorators.some((by) => by.kind === "name" && by.name === decorator);
  const thing: Thing = {
    kind: "function",
    of: method,
    home: home.home,
    self: is("staticmethod") ? null : (self ?? of),
    class: home,
    closure: null,
  };
  if (is("property") && self) return walk.call(one(thing), { ...site, given: [], used: true }, frame, world);
  return one(thing);
}

/** Looks through a class and then its bases that are code of these files. */
export function methodNamed(
  walk: Walk,
  of: ClassThing,
  name: string,
  depth = 0,
): { readonly method: CodeFunction; readonly home: ClassThing } | null {
  const method = Object.hasOwn(of.of.methods, name) ? of.of.methods[name] : undefined;
  if (method) return { method, home: of };
  if (depth > 8) return null;
  for (const base of basesOf(of)) {
    const found = base.kind === "class" ? methodNamed(walk, base, name, depth + 1) : null;
    if (found) return found;
  }
  return null;
}
