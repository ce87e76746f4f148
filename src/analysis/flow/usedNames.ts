import { descendants, dottedName, field, type Syntax } from "../syntax";
import { plainCondition } from "./conditions";

/** Dotted names that a function uses as models are used: it sets their mode, or asks for what only a model has. */
export function modelsUsed(body: Syntax, text: string): string[] {
  const found = new Set<string>();
  for (const node of descendants(body)) {
    if (node.type !== "call") continue;
    const names = dottedName(field(node, "function") ?? node, text);
    const method = names?.at(-1);
    if (!names || names.length < 2 || !method || !isModelCall(method, field(node, "arguments"), text)) continue;
    found.add(names.slice(0, -1).join("."));
  }
  return [...found];
}

function isModelCall(method: string, list: Syntax | undefined, text: string): boolean {
  if (!METHODS.has(method)) return false;
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
export function repeatedConditions(body: Syntax, text: string): string[] {
  const counts = new Map<string, number>();
  for (const node of descendants(body)) {
    const condition =
      node.type === "if_statement" || node.type === "elif_clause"
        ? field(node, "condition")
        : node.type === "conditional_expression"
          ? node.children[1]
          : undefined;
    const plain = condition && plainCondition(text.slice(condition.start, condition.end)).text;
    if (plain) counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  return [...counts].flatMap(([condition, count]) => (count > 1 ? [condition] : []));
}
