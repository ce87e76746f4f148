import type { Node } from "web-tree-sitter";
import { compute } from "./arithmetic";

/** What an expression is known to be from its text alone. */
export type Value =
  | { readonly kind: "number"; readonly value: number; readonly integer: boolean }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  /** Not a literal, but short and plain enough to stand for itself: `channels`, `4 * planes`. */
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "unknown" };

export const UNKNOWN: Value = { kind: "unknown" };

/** Reads literals, and arithmetic whose operands are all literals. Anything else stays a name or unknown. */
export function readValue(node: Node, depth = 0): Value {
  if (depth > MAX_DEPTH || node.hasError) return UNKNOWN;
  switch (node.type) {
    case "integer":
      return number(integerOf(node.text), true);
    case "float":
      return number(Number(node.text.replaceAll("_", "")), false);
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true" };
    case "none":
      return { kind: "none" };
    case "tuple":
    case "list":
      return listOf(node, depth);
    case "parenthesized_expression":
      return node.namedChildCount === 1 ? readValue(node.firstNamedChild!, depth + 1) : UNKNOWN;
    case "unary_operator":
      return negated(node, depth);
    case "binary_operator":
      return computed(node, depth);
    case "identifier":
    case "attribute":
      return named(node);
    default:
      return UNKNOWN;
  }
}

const MAX_DEPTH = 20;

function listOf(node: Node, depth: number): Value {
  const items = node.namedChildren.filter((child) => child.type !== "comment");
  if (items.some((item) => item.type === "list_splat")) return UNKNOWN;
  return { kind: "list", items: items.map((item) => readValue(item, depth + 1)) };
}

function negated(node: Node, depth: number): Value {
  const argument = node.childForFieldName("argument");
  const value = argument ? readValue(argument, depth + 1) : UNKNOWN;
  if (value.kind !== "number") return UNKNOWN;
  const operator = node.childForFieldName("operator")?.text;
  if (operator === "+") return value;
  return operator === "-" ? number(-value.value, value.integer) : UNKNOWN;
}

function computed(node: Node, depth: number): Value {
  const left = node.childForFieldName("left");
  const right = node.childForFieldName("right");
  const operator = node.childForFieldName("operator")?.text ?? "";
  if (!left || !right) return UNKNOWN;
  const [a, b] = [readValue(left, depth + 1), readValue(right, depth + 1)];
  if (a.kind !== "number" || b.kind !== "number") return depth === 0 ? named(node) : UNKNOWN;
  const result = compute(operator, a, b);
  return result ? number(result.value, result.integer) : UNKNOWN;
}

function number(value: number, integer: boolean): Value {
  if (!Number.isFinite(value) || (integer && !Number.isSafeInteger(value))) return UNKNOWN;
  return { kind: "number", value, integer };
}

function integerOf(text: string): number {
  return Number(text.replaceAll("_", "").replace(/[lL]$/, ""));
}

/** Only what cannot mean anything in Markdown and fits on a line. */
function named(node: Node): Value {
  const text = node.text;
  return text.length <= MAX_NAME && /^[\p{L}\p{N}_.+*/ -]+$/u.test(text) ? { kind: "name", text } : UNKNOWN;
}

const MAX_NAME = 24;
