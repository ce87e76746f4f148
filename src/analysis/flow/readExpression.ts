import { literalOf, operatorOf } from "../model/constants";
import { field, type Syntax } from "../syntax";
import type { CodeArgument, Computed, Expression, Test } from "./code";
import { plainCondition } from "./conditions";
import { type Reading, textOf } from "./reading";

/** An expression, or a target of an assignment. */
export function readExpression(node: Syntax, reading: Reading): Expression {
  if (reading.depth > MAX_DEPTH) return { kind: "mix", parts: [], start: node.start, end: node.end };
  reading.depth++;
  const expression = readKind(node, reading);
  reading.depth--;
  return expression;
}

function readKind(node: Syntax, reading: Reading): Expression {
  const place = { start: node.start, end: node.end };
  const read = (child: Syntax | undefined) => (child ? readExpression(child, reading) : NOTHING);
  const literal = literalOf(node, reading.text);
  if (literal?.kind === "none") return { kind: "literal", value: null, ...place };
  if (literal && "value" in literal && typeof literal.value !== "object") {
    return { kind: "literal", value: literal.value, ...place };
  }
  switch (node.type) {
    case "identifier":
      return { kind: "name", name: textOf(node, reading), ...place };
    case "attribute":
      return {
        kind: "member",
        of: read(field(node, "object")),
        name: textOf(field(node, "attribute"), reading),
        ...place,
      };
    case "subscript":
      return {
        kind: "item",
        of: read(field(node, "value")),
        index: read(field(node, "subscript")),
        many: field(node, "subscript")?.type === "slice",
        ...place,
      };
    case "call":
      return { kind: "call", of: read(field(node, "function")), arguments: readArguments(node, reading), ...place };
    case "parenthesized_expression":
    case "await":
    case "list_splat":
    case "type":
      return node.children[0] ? readExpression(node.children[0], reading) : NOTHING;
    case "list":
    case "tuple":
    case "set":
    case "expression_list":
    case "pattern_list":
    case "tuple_pattern":
    case "list_pattern": {
      const spread = node.children.flatMap(({ type }, i) => (/splat/.test(type) ? i : []));
      const items = node.children.map(read);
      if (spread.length === 0) return { kind: "list", items, open: false, ...place };
      return { kind: "list", items, open: true, spread, ...place };
    }
    case "dictionary":
      return { kind: "dictionary", entries: node.children.map((pair) => readPair(pair, reading)), ...place };
    case "conditional_expression": {
      const [yes, test, no] = node.children;
      if (!yes || !test || !no) return { kind: "mix", parts: node.children.map(read), ...place };
      return { kind: "either", test: readTest(test, reading), yes: read(yes), no: read(no), ...place };
    }
    case "boolean_operator":
    case "comparison_operator":
      return { kind: "logic", operator: operatorOf(node, reading.text), parts: node.children.map(read), ...place };
    case "not_operator":
      return { kind: "logic", operator: "not", parts: node.children.map(read), ...place };
    case "list_comprehension":
    case "set_comprehension":
    case "generator_expression":
    case "dictionary_comprehension":
      return readEach(node, reading);
    case "lambda":
      return { kind: "lambda", function: reading.readFunction(node, [], reading), ...place };
    case "string":
      return { kind: "mix", parts: [], ...computed(piecesOf(node, reading, read)), ...place };
    case "binary_operator":
      return { kind: "mix", ...readOperation(node.children.map(read), operatorOf(node, reading.text)), ...place };
    default:
      return { kind: "mix", parts: node.children.map(read).filter(matters), ...place };
  }
}

const MAX_DEPTH = 60;
const NOTHING: Expression = { kind: "mix", parts: [], start: 0, end: 0 };

/** What is among the parts is named by its index, so that nothing is kept twice. */
function readOperation(sides: readonly Expression[], operator: string) {
  const parts = sides.filter(matters);
  const [left, right] = sides.map((side) => (matters(side) ? parts.indexOf(side) : side));
  return { parts, ...computed(left !== undefined && right !== undefined ? { operator, sides: [left, right] } : null) };
}

type Read = (node: Syntax | undefined) => Expression;

function computed(how: Computed | null): { readonly computed?: Computed } {
  return how ? { computed: how } : {};
}

/** What a formatted string is put together from; null for any other, and where it says how values are to be written. */
function piecesOf(node: Syntax, reading: Reading, read: Read): Computed | null {
  const parts = node.children.filter(({ type }) => type !== "string_start" && type !== "string_end");
  if (!parts.some(({ type }) => type === "interpolation") || parts.length > MOST_PIECES) return null;
  const pieces = parts.map((part): string | Expression =>
    part.type === "interpolation"
      ? read(part.children.length === 1 ? part.children[0] : undefined)
      : textOf(part, reading),
  );
  return pieces.some((piece) => typeof piece === "string" && /[\\{}]/.test(piece)) ? null : { pieces };
}

const MOST_PIECES = 16;

/** Arithmetic of constants is of no interest. */
function matters(part: Expression): boolean {
  return part.kind !== "literal" && (part.kind !== "mix" || part.parts.length > 0);
}

export function readTest(node: Syntax, reading: Reading): Test {
  const { text, negated, names } = plainCondition(textOf(node, reading));
  return { value: readExpression(node, reading), text, negated, names };
}

function readArguments(node: Syntax, reading: Reading): CodeArgument[] {
  const list = field(node, "arguments");
  if (!list) return [];
  if (list.type !== "argument_list")
    return [{ name: null, value: readExpression(list, reading), start: list.start, end: list.end }];
  return list.children.map((child) => {
    const place = { start: child.start, end: child.end };
    if (child.type === "keyword_argument") {
      const value = field(child, "value");
      return {
        name: textOf(field(child, "name"), reading),
        value: value ? readExpression(value, reading) : NOTHING,
        ...place,
      };
    }
    const spread = child.type === "list_splat" ? "*" : child.type === "dictionary_splat" ? "**" : null;
    const value = spread ? (child.children[0] ?? child) : child;
    return { name: spread, value: readExpression(value, reading), ...place };
  });
}

function readPair(pair: Syntax, reading: Reading): readonly [string | null, Expression] {
  const [key, value] = [field(pair, "key"), field(pair, "value")];
  const name = key && readExpression(key, reading);
  const text = name?.kind === "literal" && name.value !== null ? String(name.value) : null;
  return [text, readExpression(value ?? pair.children[0] ?? pair, reading)];
}

function readEach(node: Syntax, reading: Reading): Expression {
  const clauses = node.children.flatMap((clause) => {
    const [left, right] = [field(clause, "left"), field(clause, "right")];
    return clause.type === "for_in_clause" && left && right
      ? [{ target: readExpression(left, reading), over: readExpression(right, reading) }]
      : [];
  });
  const body = field(node, "body");
  const element = body
    ? readExpression(body.type === "pair" ? (field(body, "value") ?? body) : body, reading)
    : NOTHING;
  const name = body?.type === "pair" ? field(body, "key") : undefined;
  const filtered = node.children.some(({ type }) => type === "if_clause");
  const whole = { kind: "each", clauses, element, start: node.start, end: node.end } as const;
  return { ...whole, ...(name ? { key: readExpression(name, reading) } : {}), ...(filtered ? { filtered } : {}) };
}
