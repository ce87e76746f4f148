import { copyMap } from "../copyMap";
import type { Computed, Expression } from "../flow/code";
import { combined, extend, nameOf } from "./combine";
import { itemOf } from "./itemOf";
import { iterated, listsIn } from "./iterate";
import { ANY_NAME, joined, type NamePattern } from "./namePattern";
import { constant, either, type Given, type Item, OPEN, one, type Possible } from "./possible";
import { assign } from "./targets";
import { compared, truth, truthOf } from "./truth";
import { append, type Frame, functionThing, listOf, loopStep, perhapsStep, put, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/** What an expression may be; calls in it happen. */
export function evaluate(walk: Walk, expression: Expression, frame: Frame): Possible {
  if (walk.steps-- < 0 || walk.depth > MOST_DEPTH) return OPEN;
  walk.depth++;
  const value = evaluateKind(walk, expression, frame);
  walk.depth--;
  return value;
}

const MOST_DEPTH = 200;

function evaluateKind(walk: Walk, expression: Expression, frame: Frame): Possible {
  switch (expression.kind) {
    case "name":
      return nameIn(frame, expression.name);
    case "literal":
      return typeof expression.value === "string" ? text([expression.value]) : constant(expression.value);
    case "member":
      return walk.member(walk.evaluate(expression.of, frame), expression.name, frame);
    case "item":
      return itemOf(
        walk,
        walk.evaluate(expression.of, frame),
        walk.evaluate(expression.index, frame),
        expression.many,
        frame,
      );
    case "call": {
      const callee = walk.evaluate(expression.of, frame);
      const given = expression.arguments.map(
        ({ name, value }): Given => ({ name, value: walk.evaluate(value, frame) }),
      );
      const { start, end } = expression;
      const isSuper = expression.of.kind === "name" && expression.of.name === "super";
      if (isSuper && frame.self && frame.owner) return one({ kind: "super", of: frame.owner, made: frame.self });
      return walk.call(callee, given, { file: frame.home.file, start, end }, frame);
    }
    case "list":
      return list(walk, expression, frame);
    case "dictionary":
      return dictionary(walk, expression, frame);
    case "either": {
      const known = truth(walk, expression.test.value, frame);
      if (known !== null) return walk.evaluate(known ? expression.yes : expression.no, frame);
      return perhaps(walk, frame, expression.yes, expression.no);
    }
    case "logic":
      return logic(walk, expression, frame);
    case "each":
      return each(walk, expression, frame);
    case "lambda":
      return one(functionThing(expression.function, frame));
    case "mix":
      return mix(walk, expression.parts, expression.computed, frame);
  }
}

/** What a name stands for: here, in the functions around, in the file, or built in. */
function nameIn(frame: Frame, name: string): Possible {
  const found = frame.env.get(name) ?? frame.closure?.get(name) ?? frame.home.names.get(name);
  return found ?? (BUILT_IN.test(name) ? one({ kind: "foreign", name }) : OPEN);
}

const BUILT_IN =
  /^(range|list|tuple|set|dict|enumerate|zip|reversed|sorted|len|int|float|str|bool|max|min|sum|abs|round|getattr|setattr|hasattr|isinstance|issubclass|super|print|type|map|filter|next|iter|repr|any|all|object|locals|property|staticmethod|classmethod|Exception|ValueError|\w+Error)$/;

function text(pieces: NamePattern): Possible {
  return one({ kind: "text", text: joined(pieces) });
}

function perhaps(walk: Walk, frame: Frame, ...ways: readonly Expression[]): Possible {
  const { way } = frame;
  const id = walk.ids++;
  const values = ways.map((expression, arm) => {
    frame.way = [...way, { id, arm, arms: ways.length }];
    return walk.evaluate(expression, frame);
  });
  frame.way = way;
  return either(...values);
}

function list(walk: Walk, { items, spread, open }: Expression & { kind: "list" }, frame: Frame): Possible {
  const made = listOf([], frame.way, open && !spread);
  for (const [i, item] of items.entries()) {
    const value = walk.evaluate(item, frame);
    if (spread?.includes(i)) extend(walk, made, value, frame);
    else append(walk, made, [{ value, way: STRAIGHT }], frame.way);
  }
  return one({ kind: "list", list: made });
}

function dictionary(walk: Walk, { entries }: Expression & { kind: "dictionary" }, frame: Frame): Possible {
  const made = { sets: [], open: false, way: frame.way };
  for (const [name, item] of entries) {
    const value = walk.evaluate(item, frame);
    put(walk, made, name === null ? ANY_NAME : [name], value, frame.way);
    if (name === null) (made as { open: boolean }).open = true;
  }
  return one({ kind: "dictionary", dictionary: made });
}

function logic(walk: Walk, { operator, parts }: Expression & { kind: "logic" }, frame: Frame): Possible {
  const values = parts.map((part) => walk.evaluate(part, frame));
  const [a, b] = values;
  if (operator === "not") {
    const known = a ? truthOf(a) : null;
    return known === null ? OPEN : constant(!known);
  }
  if (!a || !b || values.length > 2) return OPEN;
  const isOr = operator.startsWith("or");
  if (!isOr && !operator.startsWith("and")) {
    const known = compared(operator, a, b);
    return known === null ? OPEN : constant(known);
  }
  const known = truthOf(a);
  if (known !== null) return known === isOr ? a : b;
  const kept = a.things.filter((thing) => truthOf(one(thing)) !== !isOr);
  return either({ things: kept, open: a.open }, b);
}

/** A comprehension: one for each of a list that is known, otherwise for any of them. */
function each(walk: Walk, expression: Expression & { kind: "each" }, frame: Frame): Possible {
  const { clauses, element, key, filtered } = expression;
  const { env, way } = frame;
  frame.env = copyMap(env);
  const [first] = clauses;
  const over = clauses.length === 1 && first ? overIn(walk, first.over, frame) : null;
  const names = { sets: [], open: false, way };
  const made = listOf([], way);
  const add = (itemWay: Item["way"]) => {
    frame.way = [...way, ...itemWay];
    const value = walk.evaluate(element, frame);
    if (key) put(walk, names, nameOf(walk.evaluate(key, frame)), value, frame.way);
    else append(walk, made, [{ value, way: STRAIGHT }], frame.way);
  };
  const turn = filtered ? () => [perhapsStep(walk)] : () => STRAIGHT;
  if (over) {
    for (const item of over) {
      assign(walk, first!.target, item.value, frame);
      add([...item.way, ...turn()]);
    }
  } else {
    frame.way = [...way, loopStep(walk)];
    const inner = frame.way.slice(way.length);
    for (const { target, over: source } of clauses) {
      assign(walk, target, iterated(walk, walk.evaluate(source, frame)).element, frame);
    }
    // Values of a loop that is not known are no constants.
    for (const { target } of clauses) loosen(frame, target);
    add([...inner, ...turn()]);
  }
  frame.env = env;
  frame.way = way;
  return key ? one({ kind: "dictionary", dictionary: names }) : one({ kind: "list", list: made });
}

/** Items one by one, those on branches and in loops with their ways. */
function overIn(walk: Walk, source: Expression, frame: Frame): readonly Item[] | null {
  const value = walk.evaluate(source, frame);
  const lists = listsIn(walk, value);
  const [only] = lists;
  if (value.open || value.things.length !== 1 || !only || only.open || only.items.length > MOST_EACH) return null;
  return only.items.slice();
}

const MOST_EACH = 256;

function loosen(frame: Frame, target: Expression): void {
  if (target.kind === "list") for (const item of target.items) loosen(frame, item);
  const known = target.kind === "name" ? frame.env.get(target.name) : undefined;
  if (known && target.kind === "name" && known.things.every(({ kind }) => kind === "constant")) {
    frame.env.set(target.name, { ...known, open: true });
  }
}

function mix(walk: Walk, parts: readonly Expression[], computed: Computed | undefined, frame: Frame): Possible {
  if (computed && "pieces" in computed) {
    const pieces = computed.pieces.map((piece) =>
      typeof piece === "string" ? [piece] : nameOf(walk.evaluate(piece, frame)),
    );
    return text(joined(...pieces));
  }
  if (!computed) {
    for (const part of parts) walk.evaluate(part, frame);
    return OPEN;
  }
  const [a, b] = computed.sides.map((side) => walk.evaluate(typeof side === "number" ? parts[side]! : side, frame));
  return combined(walk, computed.operator, a!, b!, frame);
}
