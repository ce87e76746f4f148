import { compute } from "../arithmetic";
import { literalOf, operatorOf } from "../model/constants";
import type { ModelFacts } from "../model/facts";
import { textAt } from "../model/queries";
import { dottedName, field, type Syntax } from "../syntax";

/** What a function of one number does to it: x becomes scale · x + offset. */
export interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** What a lambda of one parameter does to a tensor's values; null where that is no more than multiplying and adding. */
export function affineLambda(facts: ModelFacts, lambda: Syntax): Affine | null {
  const [parameter, second] = field(lambda, "parameters")?.children ?? [];
  const body = field(lambda, "body");
  if (!body || parameter?.type !== "identifier" || second) return null;
  return affine(facts, body, textAt(facts, parameter), 0);
}

/** The same of an expression, of the values that a dotted name has. */
export function affine(facts: ModelFacts, node: Syntax, name: string, depth: number): Affine | null {
  if (depth > MAX_DEPTH) return null;
  const inner = (child: Syntax | undefined) => (child ? affine(facts, child, name, depth + 1) : null);
  switch (node.type) {
    case "identifier":
    case "attribute":
      return dottedName(node, facts.text)?.join(".") === name ? { scale: 1, offset: 0 } : null;
    case "integer":
    case "float": {
      const number = literalOf(node, facts.text);
      return number?.kind === "number" ? { scale: 0, offset: number.value } : null;
    }
    case "parenthesized_expression":
      return inner(node.children[0]);
    case "binary_operator":
      return combine(
        operatorOf(node, facts.text),
        inner(field(node, "left") ?? node.children[0]),
        inner(field(node, "right") ?? node.children[1]),
      );
    case "call":
      return ofMethod(facts, node, inner);
    default:
      return null;
  }
}

const MAX_DEPTH = 12;

/** `x.mul(255)`, `x.float()`. */
function ofMethod(facts: ModelFacts, call: Syntax, inner: (node: Syntax | undefined) => Affine | null): Affine | null {
  const callee = field(call, "function");
  const name = callee?.type === "attribute" ? field(callee, "attribute") : undefined;
  const of = name && inner(field(callee!, "object"));
  if (!of) return null;
  const method = textAt(facts, name).replace(/_$/, "");
  const operator = METHODS.get(method);
  if (operator) return combine(operator, of, inner(field(call, "arguments")?.children[0]));
  return SAME.has(method) ? of : null;
}

const METHODS = new Map([
  ["mul", "*"],
  ["div", "/"],
  ["add", "+"],
  ["sub", "-"],
]);
const SAME = new Set(
  "float double astype clone copy to contiguous permute transpose unsqueeze squeeze repeat expand numpy".split(" "),
);

function combine(operator: string, a: Affine | null, b: Affine | null): Affine | null {
  if (!a || !b) return null;
  const both = (x: number, y: number) =>
    compute(operator, { value: x, integer: false }, { value: y, integer: false })?.value ?? Number.NaN;
  if (operator === "+" || operator === "-")
    return finite({ scale: both(a.scale, b.scale), offset: both(a.offset, b.offset) });
  if (operator === "/" && b.scale === 0)
    return finite({ scale: both(a.scale, b.offset), offset: both(a.offset, b.offset) });
  if (operator !== "*" || (a.scale !== 0 && b.scale !== 0)) return null;
  const [factor, of] = a.scale === 0 ? [a.offset, b] : [b.offset, a];
  return finite({ scale: both(of.scale, factor), offset: both(of.offset, factor) });
}

function finite(result: Affine): Affine | null {
  return Number.isFinite(result.scale) && Number.isFinite(result.offset) ? result : null;
}
