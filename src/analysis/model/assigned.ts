import { onceFor } from "../onceFor";
import { field, nodesOf, type Syntax } from "../syntax";
import type { ModelFacts, Place } from "./facts";
import { around, textAt, within } from "./queries";

/** What is assigned to a name, in the function around a place if it is there, otherwise around that, or in the file. */
export function assigned(facts: ModelFacts, name: string, at: Place): Syntax[] {
  const all = assignments(facts).get(name) ?? [];
  if (all.length === 0 || all.length > MAX_ASSIGNMENTS) return [];
  const scopes = around(facts, at).filter(({ type }) => type === "function_definition" || type === "module");
  for (const scope of scopes.toReversed()) {
    const found = all.filter((value) => within(value, scope));
    if (found.length > 0) return found;
  }
  return [];
}

const MAX_ASSIGNMENTS = 64;

/** Values of the file's assignments by name. */
const assignments = onceFor((facts: ModelFacts): ReadonlyMap<string, Syntax[]> => {
  const all = new Map<string, Syntax[]>();
  for (const node of nodesOf(facts.syntax, "assignment")) {
    const left = field(node, "left");
    const right = field(node, "right");
    if (left?.type !== "identifier" || !right) continue;
    const name = textAt(facts, left);
    const values = all.get(name);
    if (values) values.push(right);
    else all.set(name, [right]);
  }
  return all;
});
