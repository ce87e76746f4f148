import { descendants, field, type Syntax } from "../syntax";
import type { Construction, ModelFacts } from "./facts";
import { numberIn, textAt } from "./queries";

/** Where the file constructs the class that a layer is constructed in: in its `__init__`, and of this name alone. */
export function callsOfClass(facts: ModelFacts, of: Construction): readonly Construction[] {
  const own = of.within;
  if (!own || of.method !== "__init__" || of.calls.length > 0) return [];
  if (facts.classes.filter(({ name }) => name === own.name).length !== 1) return [];
  return facts.constructions.filter((call) => call.own === own.name && call.certain);
}

/**
 * A layer's argument that is a number, or the parameter of the constructor around it under the number that a call of
 * the class passes; undefined where that is not known. Defaults of parameters are not looked at.
 */
export function passedNumber(
  facts: ModelFacts,
  of: Construction,
  name: string,
  call: Construction,
): ReturnType<typeof numberIn> {
  const init = of.within?.methods.get("__init__");
  const place = of.arguments.get(name)?.place;
  const index = init && place ? parameters(facts, init).indexOf(textAt(facts, place)) : -1;
  if (index < 1) {
    const number = numberIn(of, name);
    return number?.byDefault ? undefined : number;
  }
  const parameter = textAt(facts, place!);
  if (isAssigned(facts, init!, parameter)) return undefined;
  return numberIn(call, parameter) ?? numberIn(call, `#${index - 1}`);
}

function parameters(facts: ModelFacts, init: Syntax): string[] {
  const all = field(init, "parameters")?.children ?? [];
  return all.map((parameter) => textAt(facts, field(parameter, "name") ?? parameter.children[0] ?? parameter));
}

function isAssigned(facts: ModelFacts, init: Syntax, name: string): boolean {
  const named = new RegExp(`(?<![\\w.])${name}\\b`);
  return [...descendants(init)].some((node) => {
    if (!ASSIGNING.has(node.type)) return false;
    const left = field(node, "left") ?? field(node, "name");
    return left !== undefined && named.test(textAt(facts, left));
  });
}

const ASSIGNING: ReadonlySet<string> = new Set([
  "assignment",
  "augmented_assignment",
  "named_expression",
  "for_statement",
]);
