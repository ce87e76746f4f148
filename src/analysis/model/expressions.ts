import { copyMap } from "../copyMap";
import { field, type Syntax } from "../syntax";
import { branchExpression } from "./branches";
import { evaluateCall } from "./calls";
import { capture } from "./captures";
import { arithmetic, compared, literalOf, operatorOf } from "./constants";
import type { Known } from "./facts";
import { asDefault, eitherOf, optionsOf, tensorsIn, truth, UNKNOWN } from "./known";
import { concatenated, itemAt, listOf, repeated } from "./lists";
import { type Frame, MAX_DEPTH, type Machine, textOf } from "./machine";
import { childOf, memberOf } from "./members";
import { lookUp, lookUpDotted } from "./names";
import { giveAway, operate } from "./operations";
import { assign, bindTarget } from "./targets";
import { broadcast } from "./tensorShapes";

/** What an expression is known to be. Every tensor that it reads gets a consumer. */
export function evaluate(machine: Machine, node: Syntax, frame: Frame): Known {
  if (machine.steps-- < 0 || machine.depth > MAX_DEPTH) return UNKNOWN;
  machine.depth++;
  try {
    return evaluateNode(machine, node, frame);
  } finally {
    machine.depth--;
  }
}

function evaluateNode(machine: Machine, node: Syntax, frame: Frame): Known {
  const literal = literalOf(node, machine.text);
  if (literal) return literal;
  switch (node.type) {
    case "identifier":
      return lookUp(machine, textOf(machine, node), node.start, frame);
    case "attribute":
      return attribute(machine, node, frame);
    case "call":
      return evaluateCall(machine, node, frame);
    case "parenthesized_expression":
    case "await":
    case "list_splat":
    case "dictionary_splat":
    case "type":
      return node.children[0] ? machine.evaluate(node.children[0], frame) : UNKNOWN;
    case "tuple":
    case "list":
    case "expression_list":
      return listOf(machine, node, frame);
    case "dictionary":
      return dictionary(machine, node, frame);
    case "list_comprehension":
    case "generator_expression":
    case "set_comprehension":
    case "dictionary_comprehension":
      return comprehension(machine, node, frame);
    case "binary_operator":
      return binary(machine, node, frame);
    case "unary_operator":
      return unary(machine, node, frame);
    case "not_operator":
      return negation(machine, node, frame);
    case "boolean_operator":
      return choice(machine, node, frame);
    case "comparison_operator":
      return comparison(machine, node, frame);
    case "conditional_expression":
      return conditional(machine, node, frame);
    case "subscript":
      return subscript(machine, node, frame);
    case "assignment":
      return assign(machine, node, frame);
    case "lambda":
      capture(machine, node, frame);
      return UNKNOWN;
    case "named_expression":
      return named(machine, node, frame);
    default:
      return others(machine, node, frame);
  }
}

/** Whatever else there is: its parts are read, and tensors in them lost. */
function others(machine: Machine, node: Syntax, frame: Frame): Known {
  const values = node.children.filter(({ type }) => type !== "type").map((child) => machine.evaluate(child, frame));
  return giveAway(machine, frame, values, node.type, node);
}

function attribute(machine: Machine, node: Syntax, frame: Frame): Known {
  const whole = lookUpDotted(machine, node, frame);
  if (whole) return whole;
  const object = field(node, "object");
  const name = field(node, "attribute");
  if (!object || !name) return UNKNOWN;
  return memberOf(machine, machine.evaluate(object, frame), textOf(machine, name), node, frame);
}

function dictionary(machine: Machine, node: Syntax, frame: Frame): Known {
  const entries = new Map<string, Known>();
  let open = false;
  for (const pair of node.children) {
    const [key, value] = [field(pair, "key"), field(pair, "value")];
    const known = value ? machine.evaluate(value, frame) : machine.evaluate(pair, frame);
    const name = key && machine.evaluate(key, frame);
    if (name?.kind === "text" || name?.kind === "number") entries.set(String(name.value), known);
    else {
      open = true;
      entries.set(`?${entries.size}`, known);
    }
  }
  return { kind: "dictionary", entries, open, place: { start: node.start, end: node.end } };
}

/** One run of the element, as in a loop. */
function comprehension(machine: Machine, node: Syntax, frame: Frame): Known {
  const inner: Frame = {
    ...frame,
    env: copyMap(frame.env),
    path: [...frame.path, { id: machine.ids++, arm: 0, loop: true, condition: null }],
  };
  let sure = node.type === "list_comprehension" || node.type === "generator_expression";
  for (const clause of node.children) {
    if (clause.type === "for_in_clause") {
      const [left, right] = [field(clause, "left"), field(clause, "right")];
      const source = right ? machine.evaluate(right, inner) : UNKNOWN;
      const element = source.kind === "list" && tensorsIn(source).length > 0 ? itemAt(source, null) : UNKNOWN;
      if (source.kind === "tensor") giveAway(machine, inner, [source], "for", clause);
      if (left) bindTarget(machine, left, element, inner);
    } else if (clause.type === "if_clause") {
      sure = false;
      for (const child of clause.children) machine.evaluate(child, inner);
    }
  }
  const body = field(node, "body");
  if (!body) return UNKNOWN;
  if (body.type === "pair") {
    const [key, value] = [field(body, "key"), field(body, "value")];
    if (key) machine.evaluate(key, inner);
    const known = value ? machine.evaluate(value, inner) : UNKNOWN;
    return {
      kind: "dictionary",
      entries: new Map([["?", known]]),
      open: true,
      place: { start: node.start, end: node.end },
    };
  }
  const value = machine.evaluate(body, inner);
  const path = inner.path.slice(frame.path.length);
  const item = { name: null, value, path, place: { start: body.start, end: body.end } };
  const place = { start: node.start, end: node.end };
  return { kind: "list", tuple: false, items: [item], open: !sure, path: frame.path, place, given: [], escapes: false };
}

function binary(machine: Machine, node: Syntax, frame: Frame): Known {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (!left || !right) return others(machine, node, frame);
  const [a, b] = [machine.evaluate(left, frame), machine.evaluate(right, frame)];
  return combine(machine, frame, operatorOf(node, machine.text), a, b, node);
}

/** `a + b` and its like, for constants, lists and tensors. */
export function combine(machine: Machine, frame: Frame, operator: string, a: Known, b: Known, node: Syntax): Known {
  if (a.kind === "number" && b.kind === "number") return arithmetic(operator, a, b);
  const inputs = [...tensorsIn(a), ...tensorsIn(b)];
  if (a.kind === "tensor" || b.kind === "tensor") {
    const shape = broadcast(operator, a, b);
    return operate(machine, frame, { kind: "arithmetic", name: operator, place: node, inputs, shape });
  }
  if (operator === "+" && a.kind === "list" && b.kind === "list") return concatenated(a, b, frame, node);
  if (operator === "*" && a.kind === "list") return repeated(machine, a, b, frame, node);
  if (operator === "*" && b.kind === "list") return repeated(machine, b, a, frame, node);
  return giveAway(machine, frame, [a, b], operator, node);
}

function unary(machine: Machine, node: Syntax, frame: Frame): Known {
  const argument = field(node, "argument");
  if (!argument) return UNKNOWN;
  const value = machine.evaluate(argument, frame);
  const operator = machine.text.slice(node.start, argument.start).replace(/[\s(]/g, "");
  if (value.kind === "number" && operator === "+") return value;
  if (value.kind === "number" && operator === "-") return { ...value, value: -value.value };
  if (value.kind !== "tensor") return UNKNOWN;
  return operate(machine, frame, {
    kind: "arithmetic",
    name: operator,
    place: node,
    inputs: [value.value],
    shape: value.value.shape,
  });
}

function negation(machine: Machine, node: Syntax, frame: Frame): Known {
  const argument = field(node, "argument");
  const value = argument ? machine.evaluate(argument, frame) : UNKNOWN;
  const known = truth(value);
  return known === null ? UNKNOWN : { kind: "boolean", value: !known, byDefault: false };
}

/** `a or b`, `a and b`: which one where that is known, otherwise either. */
function choice(machine: Machine, node: Syntax, frame: Frame): Known {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (!left || !right) return UNKNOWN;
  const isOr = operatorOf(node, machine.text).startsWith("or");
  const a = machine.evaluate(left, frame);
  const known = truth(a);
  if (known === isOr) return a;
  const b = machine.evaluate(right, frame);
  if (known !== null) return b;
  if (isOr && a.kind === "none") return asDefault(b);
  return eitherOf(a, b);
}

function comparison(machine: Machine, node: Syntax, frame: Frame): Known {
  const values = node.children.map((child) => machine.evaluate(child, frame));
  if (values.length === 2) {
    const operator = machine.text.slice(node.children[0]!.end, node.children[1]!.start).replace(/[\s()\\]/g, "");
    const result = compared(operator, values[0]!, values[1]!);
    if (result) return result;
    if (operator === "is" || operator === "isnot") return UNKNOWN;
  }
  return giveAway(machine, frame, values, "comparison", node);
}

function conditional(machine: Machine, node: Syntax, frame: Frame): Known {
  const [yes, condition, no] = node.children;
  if (!yes || !condition || !no) return others(machine, node, frame);
  const known = truth(machine.evaluate(condition, frame));
  if (known !== null) return machine.evaluate(known ? yes : no, frame);
  return branchExpression(machine, frame, textOf(machine, condition), yes, no, node);
}

function subscript(machine: Machine, node: Syntax, frame: Frame): Known {
  const object = field(node, "value");
  const indices = node.children.filter((child) => child.field === "subscript");
  const of = object ? machine.evaluate(object, frame) : UNKNOWN;
  const keys = indices.map((index) => machine.evaluate(index, frame));
  const key = keys.length === 1 ? keys[0]! : UNKNOWN;
  const results = optionsOf(of).map((option) => elementOf(machine, option, key, keys, node, frame));
  return results.reduce(eitherOf);
}

function elementOf(machine: Machine, of: Known, key: Known, keys: readonly Known[], node: Syntax, frame: Frame): Known {
  switch (of.kind) {
    case "list":
      return itemAt(of, key.kind === "number" ? key.value : null);
    case "dictionary": {
      const found = key.kind === "text" || key.kind === "number" ? of.entries.get(String(key.value)) : undefined;
      if (found) return found;
      for (const value of of.entries.values()) giveAway(machine, frame, [value], "subscript", node);
      return UNKNOWN;
    }
    case "tensor":
      return operate(machine, frame, {
        kind: "index",
        name: "[]",
        place: node,
        inputs: [of.value, ...keys.flatMap((value) => tensorsIn(value))],
        shape: { rank: null, sizes: new Map(), features: null },
      });
    case "module":
      return childOf(machine, of.construction, key);
    default:
      return giveAway(machine, frame, keys, "subscript", node);
  }
}

function named(machine: Machine, node: Syntax, frame: Frame): Known {
  const [name, value] = [field(node, "name"), field(node, "value")];
  const known = value ? machine.evaluate(value, frame) : UNKNOWN;
  if (name) bindTarget(machine, name, known, frame);
  return known;
}
