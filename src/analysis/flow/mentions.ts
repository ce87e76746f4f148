import type { Expression, Step } from "./code";

type Part = Expression | Step;

/** Names, members and calls in statements, those of functions inside of them included; in no order. */
export function expressionsIn(steps: readonly Step[]): readonly Expression[] {
  const found: Expression[] = [];
  const rest: Part[] = [...steps];
  for (let part = rest.pop(); part; part = rest.pop()) {
    if (part.kind === "name" || part.kind === "member" || part.kind === "call") found.push(part);
    for (const inner of partsOf(part)) rest.push(inner);
  }
  return found;
}

/** Statements, and those inside of them, but for those of functions and classes. */
export function stepsIn(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...stepsIn(bodiesOf(step))]);
}

function bodiesOf(step: Step): readonly Step[] {
  switch (step.kind) {
    case "if":
      return [...step.body, ...step.otherwise];
    case "for":
    case "while":
    case "with":
      return step.body;
    case "try":
      return [...step.body, ...step.handlers.flat(), ...step.otherwise, ...step.last];
    default:
      return [];
  }
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
