import type { Expression, Test } from "./code";
import { isOtherChoice } from "./conditions";
import { homeWith, siteOf } from "./frames";
import { optionIn } from "./options";
import { recordCall, recordFreeze } from "./record";
import { either, literalIn, modelsIn, type Thing, UNKNOWN, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

/** Gives every target of an assignment its value. */
export function assignAll(
  walk: Walk,
  targets: readonly Expression[],
  value: Expression,
  frame: Frame,
  world: World,
): void {
  const known = walk.evaluate(value, frame, world);
  for (const target of targets) assign(walk, target, known, frame, world);
}

/** Gives a name, an attribute or several of them a value. */
export function assign(walk: Walk, target: Expression, value: Value, frame: Frame, world: World): void {
  switch (target.kind) {
    case "name":
      forgetAssumptions(world, target.name);
      if (frame.globals.has(target.name)) frame.home.names.set(target.name, value);
      else world.names.set(target.name, homeWith(walk, value, target.name, target, frame));
      for (const name of world.names.keys()) if (name.startsWith(`${target.name}.`)) world.names.delete(name);
      return;
    case "member":
      assignMember(walk, target, value, frame, world);
      return;
    case "item":
      assignItem(walk, target, value, frame, world);
      return;
    case "list": {
      const items = value.things.length === 1 && value.things[0]!.kind === "list" ? value.things[0]! : null;
      for (const [i, part] of target.items.entries()) {
        const known = items?.whole && items.items.length === target.items.length ? items.items[i] : undefined;
        // `for name, parameter in model.named_parameters()`
        const things = value.things.filter(({ kind }) => kind === "parameters");
        assign(walk, part, known ?? { things, open: true, from: value.from }, frame, world);
      }
      return;
    }
  }
}

function assignMember(walk: Walk, target: Expression & { kind: "member" }, value: Value, frame: Frame, world: World) {
  const of = walk.evaluate(target.of, frame, world);
  if (target.name === "requires_grad") {
    const parameters = of.things.flatMap((thing) => (thing.kind === "parameters" ? thing.models : []));
    const models = [...parameters, ...modelsIn(of)];
    const frozen = literalIn(value);
    if (models.length > 0 && typeof frozen === "boolean") {
      recordFreeze(walk, models, !frozen, siteOf(frame, target), frame, world);
    }
  }
  const [owner] = of.things;
  if (target.name === "data" && owner?.kind === "parameters") {
    const given = [{ name: null, value, start: target.start, end: target.end }];
    const at = { ...siteOf(frame, target), given, used: false };
    recordCall(walk, { name: ".data", receiver: of }, at, frame, world);
    return;
  }
  if (target.name === "trainable") {
    const models = modelsIn(of).filter((id) => walk.models[id]!.kind.framework === "keras");
    const learns = literalIn(value);
    if (models.length > 0 && typeof learns === "boolean") {
      recordFreeze(walk, models, !learns, siteOf(frame, target), frame, world);
    }
  }
  const path = pathOf(target);
  if (path) {
    forgetAssumptions(world, path);
    world.names.delete(path);
  }
  const known = path ? homeWith(walk, value, path, target, frame) : value;
  for (const thing of of.things) {
    if (thing.kind !== "instance" && thing.kind !== "model") continue;
    const attributes = world.objects.get(thing.id) ?? new Map<string, Value>();
    attributes.set(target.name, of.things.length === 1 ? known : either(known, attributes.get(target.name) ?? UNKNOWN));
    world.objects.set(thing.id, attributes);
  }
  if (of.things.length === 0 && path) world.names.set(path, known);
}

/** `a["key"] = value`: a dictionary that keeps what it holds; anything else keeps what went into it. */
function assignItem(walk: Walk, target: Expression & { kind: "item" }, value: Value, frame: Frame, world: World): void {
  const of = walk.evaluate(target.of, frame, world);
  const key = literalIn(walk.evaluate(target.index, frame, world));
  const [thing] = of.things;
  if (target.of.kind !== "name" && target.of.kind !== "member") return;
  if (thing?.kind === "dictionary" && key !== undefined && key !== null) {
    const entries = new Map(thing.entries).set(String(key), value);
    assign(walk, target.of, { ...of, things: [{ kind: "dictionary", entries }] }, frame, world);
  } else if (value.from.length > 0) {
    assign(walk, target.of, either(of, { ...UNKNOWN, from: value.from }), frame, world);
  }
}

/** `a.b.c` for an expression that is nothing but names; null for any other. */
export function pathOf(expression: Expression): string | null {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "member") return null;
  const of = pathOf(expression.of);
  return of === null ? null : `${of}.${expression.name}`;
}

/** What was assumed of a name holds no longer. */
function forgetAssumptions(world: World, path: string): void {
  const name = new RegExp(`(?<![\\w.])${path.replaceAll(".", "\\.")}(?!\\w)`);
  for (const text of world.assumed.keys()) if (name.test(text)) world.assumed.delete(text);
}

/** Whether a condition holds; null where both may be. */
export function truth(walk: Walk, test: Test, frame: Frame, world: World): boolean | null {
  const known = walk.evaluate(test.value, frame, world);
  const value = literalIn(known);
  if (value !== undefined) return Boolean(value);
  const [was, second] = known.things;
  if (was?.kind === "modes" && !second) {
    if (was.modes.every(({ mode }) => mode === "train")) return true;
    if (was.modes.every(({ mode }) => mode === "eval")) return false;
  }
  const assumed = test.text === null ? undefined : (assumedOf(test.text, world) ?? optionIn(walk, test.text));
  return assumed === undefined ? null : assumed !== test.negated;
}

/** Known of a condition, or of another that it cannot hold beside. */
function assumedOf(text: string, { assumed }: World): boolean | undefined {
  const known = assumed.get(text);
  if (known !== undefined) return known;
  return [...assumed].some(([other, holds]) => holds && isOtherChoice(text, other)) ? false : undefined;
}

/** One element of what a loop goes over. */
export function elementOf(value: Value): Value {
  const things = value.things.flatMap((thing): Thing[] => (thing.kind === "parameters" ? [thing] : []));
  const items = value.things.flatMap((thing) => (thing.kind === "list" ? thing.items : []));
  const element: Value = { things, open: things.length === 0, from: value.from };
  return items.length === 0 ? element : items.reduce(either);
}
