import type { Node } from "web-tree-sitter";
import type { Layer, Parameter } from "./layers";
import { readValue, UNKNOWN, type Value } from "./literals";

/** The value that one parameter of a layer has. */
export interface Argument {
  readonly value: Value;
  readonly given: boolean;
}

/** What is known of a layer's parameters, by name. A parameter that must be given and is not is unknown. */
export type Arguments = ReadonlyMap<string, Argument>;

/** Reads the arguments of a call; `list` null is a layer that is named and not called: its defaults. */
export function readArguments(layer: Layer, list: Node | null): Arguments {
  return bindArguments(layer, list?.namedChildren ?? []);
}

/** Reads `partial(layer, …)`: the arguments after the first. */
export function readPartial(layer: Layer, list: Node): Arguments {
  return bindArguments(layer, withoutComments(list.namedChildren).slice(1));
}

/** A call whose arguments cannot be read, such as a half-typed one. */
export function unreadableArguments(layer: Layer): Arguments {
  return new Map(layer.signature.map(({ name }) => [name, { value: UNKNOWN, given: false }]));
}

function bindArguments(layer: Layer, children: readonly Node[]): Arguments {
  const nodes = withoutComments(children);
  if (nodes.some((node) => node.hasError)) return unreadableArguments(layer);
  const bound = new Map<string, Argument>();
  const open = nodes.some((node) => node.type === "dictionary_splat");
  const positional = nodes.filter((node) => node.type !== "keyword_argument" && node.type !== "dictionary_splat");
  const splat = positional.findIndex((node) => node.type === "list_splat");
  const placed = layer.signature.filter((parameter) => !parameter.keywordOnly);
  for (const [i, parameter] of placed.entries()) {
    const node = positional[i];
    if (splat >= 0 && i >= splat) bound.set(parameter.name, { value: UNKNOWN, given: false });
    else if (node) bound.set(parameter.name, { value: readValue(node), given: true });
  }
  for (const node of nodes) {
    const name = node.type === "keyword_argument" ? node.childForFieldName("name")?.text : undefined;
    const value = node.childForFieldName("value");
    if (name && value) bound.set(name, { value: readValue(value), given: true });
  }
  for (const parameter of layer.signature) {
    if (bound.has(parameter.name)) continue;
    bound.set(parameter.name, { value: open ? UNKNOWN : defaultOf(parameter), given: false });
  }
  return bound;
}

function defaultOf(parameter: Parameter): Value {
  const value = parameter.default;
  if (value === undefined || (typeof value === "object" && value !== null)) return UNKNOWN;
  if (value === null) return { kind: "none" };
  if (typeof value === "boolean") return { kind: "boolean", value };
  return { kind: "number", value, integer: false };
}

function withoutComments(nodes: readonly Node[]): Node[] {
  return nodes.filter((node) => node.type !== "comment");
}
