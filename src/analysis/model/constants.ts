import { compute } from "../arithmetic";
import { field, type Syntax } from "../syntax";
import type { Known } from "./facts";
import { numberOf, UNKNOWN } from "./known";

/** What a literal says; null where the node is none. */
export function literalOf(node: Syntax, text: string): Known | null {
  switch (node.type) {
    case "integer":
      return numberOf(Number(written(node, text).replace(/[lL]$/, "")), true);
    case "float":
      return numberOf(Number(written(node, text)), false);
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true", byDefault: false };
    case "none":
      return { kind: "none", byDefault: false };
    case "string":
      return plainString(node, text);
    default:
      return null;
  }
}

/** A number without the underscores in it. */
function written({ start, end }: Syntax, text: string): string {
  return text.slice(start, end).replaceAll("_", "");
}

/** The operator of a node with two sides; what stands between them. */
export function operatorOf(node: Syntax, text: string): string {
  const left = field(node, "left") ?? node.children[0];
  const right = field(node, "right") ?? node.children[1];
  return left && right ? text.slice(left.end, right.start).replace(/[\s()\\]|#.*$/gm, "") : "";
}

/** Arithmetic of two constants, as Python does it. */
export function arithmetic(operator: string, a: Known, b: Known): Known {
  if (a.kind !== "number" || b.kind !== "number") return UNKNOWN;
  const result = compute(operator, a, b);
  return result ? numberOf(result.value, result.integer, a.byDefault || b.byDefault) : UNKNOWN;
}

/** A comparison of two constants; null where nothing is known. */
export function compared(operator: string, a: Known, b: Known): Known | null {
  const byDefault = ("byDefault" in a && a.byDefault) || ("byDefault" in b && b.byDefault);
  const result = (value: boolean): Known => ({ kind: "boolean", value, byDefault });
  if (a.kind === "number" && b.kind === "number") {
    const comparison = COMPARISONS.get(operator);
    return comparison ? result(comparison(a.value, b.value)) : null;
  }
  const negative = operator === "isnot" || operator === "!=";
  if (!negative && operator !== "is" && operator !== "==") return null;
  if (b.kind === "none" || a.kind === "none") {
    const other = b.kind === "none" ? a : b;
    if (other.kind === "none") return result(!negative);
    if (SURELY_SOMETHING.has(other.kind)) return result(negative);
    return null;
  }
  if ((a.kind === "text" && b.kind === "text") || (a.kind === "boolean" && b.kind === "boolean")) {
    return result((a.value === b.value) !== negative);
  }
  return null;
}

const COMPARISONS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
  ["<", (a, b) => a < b],
  ["<=", (a, b) => a <= b],
  [">", (a, b) => a > b],
  [">=", (a, b) => a >= b],
]);

const SURELY_SOMETHING: ReadonlySet<string> = new Set(
  "number boolean text list dictionary foreign class function partial module".split(" "),
);

function plainString(node: Syntax, text: string): Known {
  const parts = node.children.filter(({ type }) => type !== "string_start" && type !== "string_end");
  const start = node.children.find(({ type }) => type === "string_start");
  const mark = start ? text.slice(start.start, start.end).toLowerCase() : "";
  if (mark.includes("f") || mark.includes("b") || parts.some(({ type }) => type !== "string_content")) return UNKNOWN;
  const value = parts.map((part) => text.slice(part.start, part.end)).join("");
  return value.length > 200 || value.includes("\\") ? UNKNOWN : { kind: "text", value, byDefault: false };
}
