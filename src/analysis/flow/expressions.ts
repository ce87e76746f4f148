import type { Expression, Step } from "./code";

/** Every expression of statements, functions inside of them included. */
export function* expressionsIn(steps: readonly Step[]): Generator<Expression> {
  const rest: unknown[] = [...steps];
  for (let next = rest.pop(), count = 0; next !== undefined && count < MOST_EXPRESSIONS; next = rest.pop(), count++) {
    if (Array.isArray(next)) rest.push(...next);
    else if (next && typeof next === "object") {
      if ("kind" in next && EXPRESSIONS.has(next.kind as string)) yield next as Expression;
      rest.push(...Object.values(next).filter((value) => typeof value === "object" && value !== null));
    }
  }
}

const MOST_EXPRESSIONS = 20_000;
const EXPRESSIONS: ReadonlySet<string> = new Set(["name", "member", "call"]);
