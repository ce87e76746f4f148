import { onceFor } from "../onceFor";
import type { CodeClass, Expression, Step } from "./code";

export type Part = Expression | Step;

/** What is looked for in statements, in those of functions inside of them, too; in no order. */
export interface Mentions {
  /** Names, members and calls. */
  readonly expressions: readonly Expression[];
  /** Where something is given another value: `=` and `+=`. */
  readonly assignments: readonly Assignment[];
  /** Where one thing or another is chosen: `if` and `a if b else c`. */
  readonly choices: readonly Choice[];
}

type Assignment = Extract<Step, { readonly kind: "assign" | "add" }>;
type Choice = Extract<Part, { readonly kind: "if" | "either" }>;

/** What statements name: found once for as long as they stay what they are. */
export const mentionsOf = onceFor((steps: readonly Part[]): Mentions => {
  const parts = partsIn(steps);
  return {
    expressions: parts.filter(isNaming),
    assignments: parts.filter((part) => part.kind === "assign" || part.kind === "add"),
    choices: parts.filter((part) => part.kind === "if" || part.kind === "either"),
  };
});

/** What a class's own statements and its methods name. */
export function mentionsIn({ steps, methods }: CodeClass): readonly Mentions[] {
  return [mentionsOf(steps), ...Object.values(methods).map((method) => mentionsOf(method.steps))];
}

/** Names, members and calls in statements or expressions that are looked at once. */
export function expressionsIn(parts: readonly Part[]): readonly Expression[] {
  return partsIn(parts).filter(isNaming);
}

function isNaming(part: Part): part is Expression {
  return part.kind === "name" || part.kind === "member" || part.kind === "call";
}

/** Statements and expressions with all that is inside of them; in no order. */
export function partsIn(parts: readonly Part[]): readonly Part[] {
  const found: Part[] = [];
  const rest: Part[] = [...parts];
  for (let part = rest.pop(); part; part = rest.pop()) {
    found.push(part);
    for (const inner of partsOf(part)) rest.push(inner);
  }
  return found;
}

function partsOf(part: Part): readonly Part[] {
  switch (part.kind) {
    case "evaluate":
      return [part.value];
    case "assign":
      return [...part.targets, part.value];
    case "add":
      return [part.target, part.value];
    case "if":
      return [part.test.value, ...part.body, ...part.otherwise];
    case "for":
      return [part.target, part.over, ...part.body];
    case "while":
      return [part.test.value, ...part.body];
    case "with":
      return [...part.items.flatMap(({ value, target }) => (target ? [value, target] : [value])), ...part.body];
    case "try":
      return [...part.body, ...part.handlers.flat(), ...part.otherwise, ...part.last];
    case "return":
      return part.value ? [part.value] : [];
    case "function":
    case "lambda":
      return part.function.steps;
    case "class":
      return [...Object.values(part.class.methods).flatMap(({ steps }) => steps), ...part.class.steps];
    case "member":
      return [part.of];
    case "call":
      return [part.of, ...part.arguments.map(({ value }) => value)];
    case "item":
      return [part.of, part.index];
    case "list":
      return part.items;
    case "dictionary":
      return part.entries.map(([, value]) => value);
    case "either":
      return [part.test.value, part.yes, part.no];
    case "logic":
    case "mix":
      return part.parts;
    case "each":
      return [...part.clauses.flatMap(({ target, over }) => [target, over]), part.element];
    default:
      return [];
  }
}
