import type { Framework } from "../frameworks/layerSpec";
import { onceFor } from "../onceFor";
import { field, nodesOf, type Syntax } from "../syntax";
import type { Argument, Construction, ModelFacts, Operation, Place, Value } from "./facts";

/** What made a tensor. */
export function producerOf(value: Value): Operation {
  return value.producer;
}

/** Everything that reads a tensor, once each. */
export function consumersOf(value: Value): readonly Operation[] {
  return [...new Set(value.consumers)];
}

/** The layer that a tensor comes from, through whatever leaves the values' order alone; null where there is none. */
export function layerBehind(value: Value): Operation | null {
  let producer = value.producer;
  for (let steps = 0; steps < 64; steps++) {
    if (producer.kind === "module" && !PASSING.has(producer.spec?.kind ?? "")) return producer;
    const passes = producer.kind === "module" || producer.kind === "function" || producer.kind === "method";
    const [input] = producer.inputs;
    if (!passes || !input) return null;
    producer = input.producer;
  }
  return null;
}

const PASSING: ReadonlySet<string> = new Set(["activation", "dropout", "identity", "norm", "pool", "upsample", "pad"]);

/** Constructions of normalization layers of these frameworks, all where none is named. */
export function normsOf(facts: ModelFacts, ...frameworks: Framework[]): Construction[] {
  return facts.constructions.filter(
    ({ spec }) => spec?.kind === "norm" && (frameworks.length === 0 || frameworks.includes(spec.framework)),
  );
}

/** Where normalization layers of these frameworks are surely called. */
export function certainUsesOf(
  facts: ModelFacts,
  ...frameworks: Framework[]
): readonly { readonly norm: Construction; readonly use: Operation }[] {
  return normsOf(facts, ...frameworks).flatMap((norm) =>
    norm.uses.filter(({ certain }) => certain).map((use) => ({ norm, use })),
  );
}

/** The value of an argument that is a number; undefined for any other. */
export function numberIn(
  of: Construction,
  name: string,
): { value: number; integer: boolean; byDefault: boolean } | undefined {
  const value = of.arguments.get(name)?.value;
  return value?.kind === "number" ? value : undefined;
}

/** The value of a switch, given or the framework's default; undefined where it is not known for every caller. */
export function flagIn(of: Construction, name: string): boolean | undefined {
  const value = of.arguments.get(name)?.value;
  if (value?.kind === "boolean" && !value.byDefault) return value.value;
  if (value?.kind === "number" && !value.byDefault) return value.value !== 0;
  return value?.kind === "none" && !value.byDefault ? false : undefined;
}

export function argumentOf(of: Construction, name: string): Argument | undefined {
  return of.arguments.get(name);
}

/** Whether a place lies in another. */
export function within(inner: Place, outer: Place): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function textAt(facts: Pick<ModelFacts, "text">, place: Place): string {
  return facts.text.slice(place.start, place.end);
}

/** The nodes around a place, from the file down to the smallest that holds it. */
export function around(facts: Pick<ModelFacts, "syntax">, place: Place): Syntax[] {
  const nodes: Syntax[] = [];
  let node: Syntax | undefined = facts.syntax;
  while (node) {
    nodes.push(node);
    node = childAround(node, place);
  }
  return nodes;
}

/** Children stand in the order of the text. */
function childAround({ children }: Syntax, place: Place): Syntax | undefined {
  let [low, high] = [0, children.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (children[middle]!.start <= place.start) low = middle + 1;
    else high = middle;
  }
  const child = children[low - 1];
  return child && within(place, child) ? child : undefined;
}

/** Whether failing at a place is provided for: inside the body of `try`, or of pytest's `raises`. */
export function isTried(facts: ModelFacts, place: Place): boolean {
  return around(facts, place).some((node, i, nodes) => {
    const child = nodes[i + 1];
    if (node.type === "try_statement") return child !== undefined && field(node, "body") === child;
    return (
      node.type === "with_statement" &&
      /\b(raises|assertRaises\w*)\b/.test(textAt(facts, { start: node.start, end: child?.start ?? node.end }))
    );
  });
}

/** The name of the function around a place; null outside of any. */
export function functionAround(facts: ModelFacts, place: Place): string | null {
  const node = around(facts, place).findLast(({ type }) => type === "function_definition");
  const name = node && field(node, "name");
  return name ? textAt(facts, name) : null;
}

/** Whether a place lies in a call, which costs less to know than what the file's code does. */
export function isInCall(facts: Pick<ModelFacts, "syntax">, place: Place): boolean {
  return around(facts, place).some(({ type }) => type === "call");
}

/** The statement around a place, with its indentation. */
export function statementAround(
  facts: ModelFacts,
  place: Place,
): { readonly node: Syntax; readonly indent: string } | null {
  const nodes = around(facts, place);
  const at = nodes.findLastIndex(({ type }) => type === "block" || type === "module");
  const node = nodes[at + 1];
  if (!node) return null;
  const line = facts.text.lastIndexOf("\n", node.start - 1) + 1;
  const indent = facts.text.slice(line, node.start);
  return /^[ \t]*$/.test(indent) ? { node, indent } : null;
}

/** Whether a word stands anywhere in the file's text. */
export function hasWord({ text }: Pick<ModelFacts, "text">, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = [text[at - 1] ?? "", text[at + word.length] ?? ""];
    if (!around.some((character) => /[\p{L}\p{N}_]/u.test(character))) return true;
  }
  return false;
}

/** What made a tensor, through every operation on a single tensor that `passes` lets through. */
export function madeBefore(value: Value, passes: (operation: Operation) => boolean): Operation {
  let made = value.producer;
  for (let steps = 0; steps < 64 && made.inputs.length === 1 && passes(made); steps++) made = made.inputs[0]!.producer;
  return made;
}

/** Whether an operation is not linear, value by value: a layer, a function or a tensor's method. */
export function isActivation({ kind, name, spec }: Operation): boolean {
  if (spec) return spec.kind === "activation";
  return (kind === "method" || kind === "function") && ACTIVATION.test(name);
}

const ACTIVATION = /(^|\.)(relu6?|gelu|silu|swish|sigmoid|tanh|elu|selu|celu|leaky_relu|softplus|mish)_?$/;

/** The call that a place is the whole of; null where it is none, or there is a syntax error in it. */
export function callAt(facts: ModelFacts, place: Place): Syntax | null {
  const at = ({ type, start, end }: Syntax) => type === "call" && start === place.start && end === place.end;
  const call = around(facts, place).findLast(at);
  return call && !call.broken ? call : null;
}

/** An argument of a call by its keyword; undefined where it is not given so. */
export function keywordAt(facts: ModelFacts, call: Syntax, name: string): Syntax | undefined {
  return field(call, "arguments")?.children.find(
    (child) => child.type === "keyword_argument" && textAt(facts, field(child, "name") ?? child) === name,
  );
}

/** The last names of everything that the code calls; what is commented out is not called. */
export const calledNames = onceFor((facts: ModelFacts): ReadonlySet<string> => {
  const calls = nodesOf(facts.syntax, "call");
  return new Set(calls.map((call) => textAt(facts, field(call, "function") ?? call).replace(/^.*\./s, "")));
});
