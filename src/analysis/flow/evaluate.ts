import { copyMap } from "../copyMap";
import { argumentsOf } from "./arguments";
import { assign, elementOf, pathOf, truth } from "./assign";
import type { Expression } from "./code";
import type { GivenArgument } from "./flowFacts";
import { siteOf } from "./frames";
import { KERAS_VARIABLES } from "./kerasMembers";
import { memberOf } from "./members";
import { loopKey } from "./modes";
import { recordRead } from "./record";
import { either, literal, literalIn, mixed, named, one, type Thing, tagsOf, UNKNOWN, type Value } from "./values";
import { type Frame, MAX_DEPTH, type Walk } from "./walk";
import type { World } from "./world";

/** What an expression may stand for. Calls in it happen. */
export function evaluate(walk: Walk, expression: Expression, frame: Frame, world: World): Value {
  if (walk.steps-- < 0 || walk.depth > MAX_DEPTH) return UNKNOWN;
  walk.depth++;
  const value = evaluateKind(walk, expression, frame, world);
  walk.depth--;
  if (walk.asked) recordRead(walk, expression, value, frame, world);
  return value;
}

function evaluateKind(walk: Walk, expression: Expression, frame: Frame, world: World): Value {
  switch (expression.kind) {
    case "name":
      return lookUp(expression.name, frame, world);
    case "literal":
      return literal(expression.value);
    case "member": {
      const path = pathOf(expression);
      const noted = path ? world.names.get(path) : undefined;
      if (noted) return noted;
      const of = walk.evaluate(expression.of, frame, world);
      return memberOf(walk, of, expression.name, path, siteOf(frame, expression), frame, world);
    }
    case "call":
      return evaluateCall(walk, expression, frame, world, true);
    case "item":
      if (expression.many) return someOf(walk.evaluate(expression.of, frame, world));
      return itemOf(walk.evaluate(expression.of, frame, world), walk.evaluate(expression.index, frame, world));
    case "list": {
      const items = expression.items.map((item) => walk.evaluate(item, frame, world));
      return one({ kind: "list", items, whole: !expression.open });
    }
    case "dictionary": {
      const values = expression.entries.map(([key, value]) => [key, walk.evaluate(value, frame, world)] as const);
      const entries = new Map(values.map(([key, value], i) => [key ?? `?${i}`, value]));
      return one({ kind: "dictionary", entries });
    }
    case "either": {
      const holds = truth(walk, expression.test, frame, world);
      if (holds !== null) return walk.evaluate(holds ? expression.yes : expression.no, frame, world);
      return either(walk.evaluate(expression.yes, frame, world), walk.evaluate(expression.no, frame, world));
    }
    case "logic":
      return logic(walk, expression, frame, world);
    case "each":
      return each(walk, expression, frame, world);
    case "lambda":
      return one({
        kind: "function",
        of: expression.function,
        home: frame.home,
        self: null,
        class: null,
        closure: world.names,
      });
    case "mix":
      return together(expression.parts.map((part) => walk.evaluate(part, frame, world)));
  }
}

/** `a.trainable_variables + b.trainable_variables` are parameters, too. */
function together(values: readonly Value[]): Value {
  const things = values.flatMap(({ things }) =>
    things.filter((thing) => thing.kind === "parameters" && KERAS_VARIABLES.test(thing.of)),
  );
  return things.length === 0 ? mixed(values) : { ...mixed(values), things };
}

/** A call, whose result something takes or nothing. */
export function evaluateCall(
  walk: Walk,
  expression: Expression & { kind: "call" },
  frame: Frame,
  world: World,
  used: boolean,
): Value {
  const callee = walk.evaluate(expression.of, frame, world);
  const given = argumentsOf(walk, expression, frame, world);
  grow(walk, expression, callee, given, frame, world);
  const { start, end } = expression;
  return walk.call(callee, { file: frame.home.file, start, end, given, used }, frame, world);
}

/** `list.append(value)`: the name holds a longer list then. */
function grow(
  walk: Walk,
  { of }: Expression & { kind: "call" },
  callee: Value,
  given: readonly GivenArgument[],
  frame: Frame,
  world: World,
): void {
  const [member] = callee.things;
  if (of.kind !== "member" || member?.kind !== "member" || !/^(append|add|extend|insert)$/.test(of.name)) return;
  const [list] = member.of.things;
  const items = given.map(({ value }) => value);
  if (list?.kind === "list" && list.items.length < 32) {
    const grown = one({ kind: "list", items: [...list.items, ...items], whole: list.whole && of.name === "append" });
    assign(walk, of.of, grown, frame, world);
  } else if (!list && items.some((item) => tagsOf(item).length > 0)) {
    assign(walk, of.of, mixed([member.of, ...items]), frame, world);
  }
}

function lookUp(name: string, frame: Frame, world: World): Value {
  const found = named(world.names, name) ?? named(frame.closure, name) ?? named(frame.home.names, name);
  if (found) return found;
  if (name === "__name__") return literal(frame.home.module);
  return BUILTINS.has(name) ? one({ kind: "foreign", name: `builtins.${name}` }) : UNKNOWN;
}

const BUILTINS: ReadonlySet<string> = new Set(
  "abs all any bool callable dict dir divmod enumerate filter float format frozenset getattr hasattr hash id input int isinstance issubclass iter len list locals map max min next object open print property range repr reversed round set setattr sorted staticmethod classmethod str sum super tuple type vars zip".split(
    " ",
  ),
);

/** A slice: of a list, some of its items. */
function someOf(of: Value): Value {
  const things = of.things.flatMap((thing) => (thing.kind === "list" ? [{ ...thing, whole: false }] : []));
  return things.length > 0 ? { ...of, things } : itemOf(of, UNKNOWN);
}

function itemOf(of: Value, index: Value): Value {
  const key = literalIn(index);
  const [thing, second] = of.things;
  if (!second && thing?.kind === "list" && typeof key === "number" && thing.whole) {
    const item = thing.items.at(key);
    if (item) return item;
  }
  if (!second && thing?.kind === "dictionary" && (typeof key === "string" || typeof key === "number")) {
    const item = thing.entries.get(String(key));
    if (item) return item;
  }
  const element = elementOf(of);
  return { ...element, from: [...new Set([...element.from, ...tagsOf(of)])] };
}

function logic(walk: Walk, expression: Expression & { kind: "logic" }, frame: Frame, world: World): Value {
  const values = expression.parts.map((part) => walk.evaluate(part, frame, world));
  const [a, b] = values;
  const { operator } = expression;
  if (operator === "not" && a) {
    const known = literalIn(a);
    return known === undefined ? mixed(values) : literal(!known);
  }
  if (!a || !b || values.length > 2) return mixed(values);
  const [left, right] = [literalIn(a), literalIn(b)];
  if (operator === "or" || operator === "and") {
    if (left !== undefined) return Boolean(left) === (operator === "or") ? a : b;
    return { ...either(a, b), open: true };
  }
  if (left === undefined || right === undefined) return mixed(values);
  if (operator === "==" || operator === "is") return literal(left === right);
  if (operator === "!=" || operator === "isnot") return literal(left !== right);
  return mixed(values);
}

/** The element once, with what the clauses go over; names of it stay its own. */
function each(walk: Walk, expression: Expression & { kind: "each" }, frame: Frame, world: World): Value {
  const outside = copyMap(world.names);
  for (const { target, over } of expression.clauses) {
    assign(walk, target, elementOf(walk.evaluate(over, frame, world)), frame, world);
  }
  const { loops } = frame;
  frame.loops = [...loops, loopKey({ file: frame.home.file, start: expression.start })];
  const element = walk.evaluate(expression.element, frame, world);
  frame.loops = loops;
  world.names = outside;
  const things: Thing[] = [{ kind: "list", items: [element], whole: false }];
  return { things, open: false, from: element.from };
}
