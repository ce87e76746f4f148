import type { Node } from "web-tree-sitter";
import { normalizationNamed } from "./catalogue";
import { layerFacts } from "./layerFacts";
import { argumentsOf } from "./layerHover";
import type { ModelLayer, ModelLayers } from "./modelLayer";
import type { ParsedPython } from "./parse";
import { resolveUnpatched } from "./resolve";
import { scopeAt } from "./scopes";
import { basesOf, classNamed, directAssignments, methodOf, nameChain } from "./syntaxSearch";

/**
 * The normalization and dropout layers that a class makes in its constructor, or a call (`nn.Sequential(…)`) in its
 * arguments, with those of the file's classes inside, and the names of what may hide more.
 */
export function layersInside(file: ParsedPython, made: Node): Pick<ModelLayers, "layers" | "unknown" | "asks"> {
  const search: Search = { file, layers: [], unknown: new Set(), open: [], asking: new Set() };
  if (made.type === "class_definition") addClass(search, made, "");
  else addValue(search, made, "");
  return { layers: search.layers, unknown: [...search.unknown], asks: search.asking.size > 0 };
}

interface Search {
  readonly file: ParsedPython;
  readonly layers: ModelLayer[];
  readonly unknown: Set<string>;
  /** Classes that are being read, so that none is read inside itself. */
  readonly open: number[];
  /** Classes whose code asks for the mode. */
  readonly asking: Set<number>;
}

const MOST_LAYERS = 500;
const MOST_DEPTH = 12;

function addClass(search: Search, definition: Node, prefix: string): void {
  if (search.open.includes(definition.id) || search.open.length > MOST_DEPTH) return;
  search.open.push(definition.id);
  if (/\bself\.(?:training|use_running_average|deterministic)\b/.test(definition.text))
    search.asking.add(definition.id);
  const init = methodOf(definition, "__init__");
  if (!init || callsSuper(init)) {
    for (const base of basesOf(definition)) {
      const inner = classNamed(search.file, base);
      if (inner) addClass(search, inner, prefix);
    }
  }
  if (init) addConstructor(search, definition, init, prefix);
  search.open.pop();
}

function callsSuper(init: Node): boolean {
  return init.descendantsOfType("call").some((call) => /^super\b|\.__init__$/.test(calleeOf(call)?.text ?? ""));
}

function addConstructor(search: Search, definition: Node, init: Node, prefix: string): void {
  const called = calledAttributes(definition);
  for (const [name, values] of attributeValues(init)) {
    const [value, second] = values;
    if (!value || second) search.unknown.add(prefix + name);
    else if (value.type !== "identifier" && value.type !== "attribute") addValue(search, value, prefix + name);
    else if (called.has(name)) search.unknown.add(prefix + name);
  }
  addGrown(search, init, prefix);
}

/** The values of `self.name = …`, by name. */
function attributeValues(init: Node): Map<string, Node[]> {
  const values = new Map<string, Node[]>();
  for (const assignment of directAssignments(init)) {
    const left = assignment.childForFieldName("left");
    const chain = left && nameChain(left);
    const right = assignment.childForFieldName("right");
    if (chain?.length !== 2 || chain[0] !== "self" || !right) continue;
    values.set(chain[1]!, [...(values.get(chain[1]!) ?? []), right]);
  }
  return values;
}

/** Names `a` of calls `self.a(…)`: an attribute that is called is a module, or may be. */
function calledAttributes(definition: Node): Set<string> {
  const chains = definition.descendantsOfType("call").map((call) => nameChain(calleeOf(call) ?? call));
  return new Set(chains.flatMap((chain) => (chain?.length === 2 && chain[0] === "self" ? [chain[1]!] : [])));
}

/** What a constructor adds by calls is not followed. */
function addGrown(search: Search, init: Node, prefix: string): void {
  for (const call of init.descendantsOfType("call")) {
    const chain = nameChain(calleeOf(call) ?? call);
    if (chain?.[0] !== "self" || chain.length < 2 || !GROWING.has(chain.at(-1)!)) continue;
    search.unknown.add(prefix + (chain.length > 2 ? chain.slice(1, -1).join(".") : chain[1]!));
  }
}

const GROWING: ReadonlySet<string> = new Set(["append", "extend", "insert", "add_module", "register_module", "update"]);

/** Takes the layers out of an expression, and the names of what may hide some. */
function addValue(search: Search, value: Node, path: string, depth = 0): void {
  if (search.layers.length >= MOST_LAYERS || depth > MOST_DEPTH || value.hasError) {
    search.unknown.add(path);
    return;
  }
  const [last, body] = [value.lastNamedChild, value.childForFieldName("body")];
  switch (value.type) {
    case "call":
      addCall(search, value, path, depth);
      break;
    case "parenthesized_expression":
    case "list_splat":
    case "keyword_argument":
      if (last) addValue(search, last, path, depth + 1);
      break;
    case "list_comprehension":
    case "generator_expression":
      if (body) addValue(search, body, `${path}[…]`, depth + 1);
      break;
    case "list":
    case "tuple":
    case "dictionary":
      addItems(search, value.namedChildren, path, depth);
      break;
    case "conditional_expression":
    case "boolean_operator":
    case "binary_operator":
      if (value.descendantsOfType("call").length > 0) search.unknown.add(path);
  }
}

function addItems(search: Search, items: readonly Node[], path: string, depth: number): void {
  for (const [i, item] of items.filter(({ type }) => type !== "comment").entries()) {
    const [first, second] = item.namedChildren;
    const named = (item.type === "tuple" || item.type === "pair") && first?.type === "string" && second !== undefined;
    const name = named ? (first.namedChildren.find(({ type }) => type === "string_content")?.text ?? "?") : String(i);
    const inner = path === "" ? name : `${path}.${name}`;
    addValue(search, named ? second : item, SPREAD.has(item.type) || isOrdered(item) ? path : inner, depth + 1);
  }
}

/** Items that are themselves lists of items. */
const SPREAD: ReadonlySet<string> = new Set(["list_splat", "list", "list_comprehension", "generator_expression"]);

function isOrdered(item: Node): boolean {
  return item.type === "dictionary" || /(?:^|\.)OrderedDict$/.test(calleeOf(item)?.text ?? "");
}

function addCall(search: Search, call: Node, path: string, depth: number): void {
  const callee = calleeOf(call);
  if (!callee) return;
  const items = call.childForFieldName("arguments")?.namedChildren ?? [];
  const inner = classNamed(search.file, callee);
  const chain = nameChain(callee);
  const qualified = chain && resolveUnpatched(chain, scopeAt(search.file.module, call.startIndex));
  const layer = qualified ? normalizationNamed(qualified) : undefined;
  if (inner) addClass(search, inner, path === "" ? "" : `${path}.`);
  else if (!qualified) {
    if (!BUILTINS.has(callee.text)) search.unknown.add(path);
  } else if (layer) {
    const facts = layerFacts(layer, argumentsOf(layer, callee, search.file));
    search.layers.push({ path, qualified, facts });
  } else if (isDropout(qualified, items)) search.layers.push({ path, qualified, facts: null });
  else if (CONTAINERS.has(qualified)) addItems(search, items, path, depth);
  // What another layer is given may hold some: an encoder's layer, a wrapped convolution.
  else if (LAYER.test(qualified)) for (const item of items) addWrapped(search, item, path, depth);
  else if (!PLAIN.test(qualified)) search.unknown.add(path);
}

function addWrapped(search: Search, item: Node, path: string, depth: number): void {
  const value = item.type === "keyword_argument" ? item.childForFieldName("value") : item;
  if (value?.type === "call") addValue(search, value, path, depth + 1);
}

function calleeOf(call: Node): Node | null {
  return call.type === "call" ? call.childForFieldName("function") : null;
}

/** Dropout layers, and those that have dropout inside: where they are told so, and transformers also where not. */
function isDropout(qualified: string, items: readonly Node[]): boolean {
  if (DROPOUT.test(qualified)) return true;
  const given = items.find(
    (item) => item.type === "keyword_argument" && /^dropout(?:_rate)?$/.test(item.firstNamedChild?.text ?? ""),
  );
  const rate = given?.childForFieldName("value")?.text ?? (TRANSFORMER.test(qualified) ? "0.1" : "0");
  return (TRANSFORMER.test(qualified) || DROPPING.test(qualified)) && !/^0(?:\.0*)?$/.test(rate);
}

const LAYER = /^(?:torch\.nn|flax\.nnx)\./;
const DROPOUT = /^(?:torch\.nn|flax\.nnx)\.(?:\w+\.)*(?:Feature)?(?:Alpha)?Dropout(?:[123]d)?$/;
const TRANSFORMER = /^torch\.nn\.(?:\w+\.)*Transformer(?:(?:En|De)coderLayer)?$/;
const DROPPING = /^(?:torch\.nn\.(?:\w+\.)*(?:MultiheadAttention|RNN|LSTM|GRU)|flax\.nnx\.MultiHeadAttention)$/;

const CONTAINERS: ReadonlySet<string> = new Set([
  "torch.nn.Sequential",
  "torch.nn.ModuleList",
  "torch.nn.ModuleDict",
  "flax.nnx.Sequential",
  "flax.nnx.List",
  "flax.nnx.Dict",
  "collections.OrderedDict",
]);

/** Packages whose functions make no layers. */
const PLAIN = /^(?:math|numpy|torch|jax|os|sys|re|json|random|collections|itertools|copy|typing|logging)(?:\.|$)/;

const BUILTINS: ReadonlySet<string> = new Set(
  "int float bool str len max min sum abs round tuple list dict set range zip sorted super print isinstance type".split(
    " ",
  ),
);
