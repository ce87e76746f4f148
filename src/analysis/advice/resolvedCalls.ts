import type { ModelFacts } from "../model/facts";
import { textAt } from "../model/queries";
import { onceFor } from "../onceFor";
import { dottedName, field, nodesOf, type Syntax } from "../syntax";

/** A call in the code, whatever it calls. */
export interface ResolvedCall {
  readonly node: Syntax;
  readonly callee: Syntax;
  /** The qualified name; the name alone of what the file does not import, ".method" of anything else. */
  readonly qualified: string;
  readonly positional: readonly Syntax[];
  readonly keywords: ReadonlyMap<string, Syntax>;
}

/** Every call of a file whose callee is a name or a member, in the order of the text. */
export const resolvedCalls = onceFor((facts: ModelFacts): readonly ResolvedCall[] =>
  nodesOf(facts.syntax, "call").flatMap((node) => read(facts, node)),
);

function read(facts: ModelFacts, node: Syntax): ResolvedCall[] {
  const callee = field(node, "function");
  const list = field(node, "arguments");
  if (!callee || list?.type !== "argument_list" || node.broken) return [];
  const names = dottedName(callee, facts.text);
  const member = callee.type === "attribute" ? field(callee, "attribute") : undefined;
  const plain = callee.type === "identifier" ? textAt(facts, callee) : null;
  const qualified = (names && facts.resolve(names, node.start)) ?? (member ? `.${textAt(facts, member)}` : plain);
  if (qualified === null) return [];
  const keywords = new Map<string, Syntax>();
  const positional: Syntax[] = [];
  for (const argument of list.children) {
    const name = argument.type === "keyword_argument" ? field(argument, "name") : undefined;
    const value = name && field(argument, "value");
    if (name && value) keywords.set(textAt(facts, name), value);
    else positional.push(argument);
  }
  return [{ node, callee, qualified, positional, keywords }];
}

/** A whole number that is written there, or that the only assignment to the name there gives; null for all else. */
export function integerOf(facts: ModelFacts, node: Syntax | undefined): number | null {
  if (!node) return null;
  const text = textAt(facts, node);
  if (node.type === "integer") return /^\d{1,9}$/.test(text) ? Number(text) : null;
  if (node.type !== "identifier") return null;
  const given = nodesOf(facts.syntax, "assignment").filter((one) => {
    const left = field(one, "left");
    return left && textAt(facts, left) === text;
  });
  const value = given.length === 1 ? field(given[0]!, "right") : undefined;
  return value?.type === "integer" ? integerOf(facts, value) : null;
}
