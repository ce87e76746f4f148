import { dottedName, field, nodesWithin, type Syntax } from "../syntax";
import { plainCondition } from "./conditions";

/** Dotted names that a function uses as models are used: it sets their mode, or asks for what only a model has. */
export function modelsUsed(file: Syntax, body: Syntax, text: string): string[] {
  const found = new Set<string>();
  for (const call of nodesWithin(file, "call", body)) {
    const callee = field(call, "function");
    const member = callee && field(callee, "attribute");
    if (!member || !METHODS.has(text.slice(member.start, member.end))) continue;
    const names = dottedName(callee, text);
    if (names && isModelCall(names.pop()!, field(call, "arguments"), text)) found.add(names.join("."));
  }
  return [...found];
}

function isModelCall(method: string, list: Syntax | undefined, text: string): boolean {
  const given = list?.type === "argument_list" ? list.children : [];
  if (method === "eval") return given.length === 0;
  if (method !== "train") return true;
  // Trainers and agents have a `train`, too, which takes other things.
  if (given.length > 1) return false;
  return given.every((child) =>
    /^(mode ?= ?)?(True|False|\w*(train|mode|was)\w*|not \w+|\w+ ?(==|!=) ?\S+)$/.test(
      text.slice(child.start, child.end),
    ),
  );
}

const METHODS: ReadonlySet<string> = new Set([
  "eval",
  "train",
  "parameters",
  "named_parameters",
  "named_modules",
  "modules",
]);

/** Conditions that stand in a function more than once. */
export function repeatedConditions(file: Syntax, body: Syntax, text: string): string[] {
  const counts = new Map<string, number>();
  for (const { start, end } of conditionsIn(file, body)) {
    const plain = plainCondition(text.slice(start, end)).text;
    if (plain) counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  return [...counts].flatMap(([condition, count]) => (count > 1 ? [condition] : []));
}

function conditionsIn(file: Syntax, body: Syntax): Syntax[] {
  return [
    ...["if_statement", "elif_clause"].flatMap((type) =>
      nodesWithin(file, type, body).flatMap((node) => field(node, "condition") ?? []),
    ),
    ...nodesWithin(file, "conditional_expression", body).flatMap(({ children }) => children[1] ?? []),
  ];
}
