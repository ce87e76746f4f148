import type { Node } from "web-tree-sitter";
import { type Arguments, readArguments, readPartial, unreadableArguments, withCall } from "./callArguments";
import { normalizationNamed } from "./catalogue";
import type { PlacedHover } from "./hoverText";
import { importsOf } from "./imports";
import { layerFacts } from "./layerFacts";
import type { Layer } from "./layers";
import { layerText } from "./layerText";
import { around } from "./model/queries";
import type { ParsedPython } from "./parse";
import { resolveName, resolveUnpatched } from "./resolve";
import { scopeAt } from "./scopes";
import { identifierAt, nameChain } from "./syntaxSearch";

/** What to say about the name at an offset; null where it is no normalization layer, or not surely one. */
export function layerHover(file: ParsedPython, offset: number): PlacedHover | null {
  const found = layerAt(file, offset);
  if (!found) return null;
  const { layer, node } = found;
  const text = layerText(layerFacts(layer, argumentsOf(layer, node, file)));
  const call = node.parent?.type === "call" && node.parent.startIndex === node.startIndex ? node.parent : node;
  return { start: node.startIndex, end: node.endIndex, subjectEnd: call.endIndex, ...text };
}

/** A layer's name in the code. */
export interface LayerName {
  readonly layer: Layer;
  /** The whole dotted name. */
  readonly node: Node;
}

/** The layer whose dotted name covers an offset. */
export function layerAt(file: ParsedPython, offset: number): LayerName | null {
  const name = identifierAt(file, offset);
  if (!name) return null;
  return importedLayer(file, name) ?? usedLayer(file, name);
}

/** The arguments of the call that a layer's name makes, directly or through `functools.partial`. */
export function argumentsOf(layer: Layer, node: Node, file: ParsedPython): Arguments {
  const parent = node.parent;
  if (parent?.type === "call" && parent.childForFieldName("function")?.id === node.id) {
    const list = parent.childForFieldName("arguments");
    const readable = list?.type === "argument_list" && !list.hasError;
    if (!readable) return unreadableArguments(layer);
    const called = layer.framework === "torch" ? null : calledWith(parent);
    return called ? withCall(readArguments(layer, list), called) : readArguments(layer, list);
  }
  if (/^\s*\(/.test(file.text.slice(node.endIndex, node.endIndex + 80)) && parent?.type === "ERROR") {
    return unreadableArguments(layer);
  }
  if (parent?.type === "argument_list" && parent.firstNamedChild?.id === node.id && !parent.hasError) {
    const callee = parent.parent?.childForFieldName("function");
    const chain = callee ? nameChain(callee) : null;
    const called = chain && resolveName(chain, scopeAt(file.module, node.startIndex));
    if (called === "functools.partial") return readPartial(layer, parent);
  }
  return readArguments(layer, null);
}

/** What a call's result is called with at once: `(…)(x, training=True)`. */
function calledWith(made: Node): Node | null {
  const call = made.parent;
  if (call?.type !== "call" || call.childForFieldName("function")?.id !== made.id) return null;
  const list = call.childForFieldName("arguments");
  return list?.type === "argument_list" && !list.hasError ? list : null;
}

function usedLayer(file: ParsedPython, name: Node): LayerName | null {
  if (isNamed(name)) return null;
  const scope = scopeAt(file.module, name.startIndex);
  let node: Node | null = name.parent?.type === "dotted_name" ? name.parent : name;
  for (let climbs = 0; node && climbs < MAX_CLIMBS; climbs++) {
    const parent: Node | null = node.parent;
    const isMember = parent?.type === "attribute" && parent.childForFieldName("attribute")?.id === node.id;
    if (!isMember) {
      const chain = nameChain(node);
      const qualified = chain && resolveUnpatched(chain, scope);
      const layer = qualified ? normalizationNamed(qualified) : undefined;
      if (layer) return { layer, node };
    }
    if (parent?.type !== "attribute") return null;
    node = parent;
  }
  return null;
}

const MAX_CLIMBS = 12;

/** Places where an identifier is given a meaning, or names an argument, rather than being looked up. */
function isNamed(name: Node): boolean {
  const parent = name.parent;
  if (!parent) return false;
  switch (parent.type) {
    case "function_definition":
    case "class_definition":
    case "keyword_argument":
    case "default_parameter":
    case "typed_default_parameter":
      return parent.childForFieldName("name")?.id === name.id;
    case "parameters":
    case "lambda_parameters":
    case "typed_parameter":
    case "global_statement":
    case "nonlocal_statement":
      return true;
    default:
      return false;
  }
}

/** A name in `from torch.nn import …`, or the one it is imported as. */
function importedLayer(file: ParsedPython, name: Node): LayerName | null {
  const part = name.parent;
  const item = part?.type === "dotted_name" ? part.parent : part;
  const statement = item?.type === "aliased_import" ? item.parent : item;
  if (!part || !item || statement?.type !== "import_from_statement") return null;
  if (statement.childForFieldName("module_name")?.id === part.id) return null;
  const bound = item.type === "aliased_import" ? item.childForFieldName("alias")?.text : name.text;
  const place = { start: statement.startIndex, end: statement.endIndex };
  const copied = around(file, place).findLast(({ type }) => type === statement.type);
  const imports = copied ? importsOf(copied, file.text) : [];
  const qualified = imports.find((found) => found.name === bound)?.qualified;
  const layer = qualified ? normalizationNamed(qualified) : undefined;
  return layer ? { layer, node: part.type === "dotted_name" ? part : name } : null;
}
