import type { Node } from "web-tree-sitter";
import type { ParsedPython } from "./parse";
import { type Scope, scopeAt } from "./scopes";

/** The identifier that covers an offset, or ends there. */
export function identifierAt(file: ParsedPython, offset: number): Node | null {
  if (!(offset >= 0 && offset <= file.text.length)) return null;
  return identifierOver(file, offset) ?? (offset > 0 ? identifierOver(file, offset - 1) : null);
}

function identifierOver(file: ParsedPython, offset: number): Node | null {
  const node = file.tree.rootNode.descendantForIndex(offset, offset);
  return node?.type === "identifier" && node.startIndex <= offset && offset < node.endIndex ? node : null;
}

/** The innermost node of one of the types around a node, not the node itself. */
export function enclosing(node: Node, types: readonly string[]): Node | null {
  let around = node.parent;
  for (let climbs = 0; around && climbs < MOST_CLIMBS; climbs++) {
    if (types.includes(around.type)) return around;
    around = around.parent;
  }
  return null;
}

/** Deeper nesting is no code that anyone wrote; a climb costs as much as the tree is deep. */
const MOST_CLIMBS = 200;

/** The class of the file that a name stands for there; null where the name has several meanings, or another. */
export function classNamed(file: ParsedPython, name: Node): Node | null {
  if (name.type !== "identifier") return null;
  const scope = bindingScope(file, name);
  const [binding, second] = scope?.bindings.get(name.text) ?? [];
  if (binding?.kind !== "other" || second) return null;
  return classesOf(file).get(name.text) ?? null;
}

/** The file's classes by name; null for a name that several have. Found once a file, which takes a while in large ones. */
function classesOf(file: ParsedPython): ReadonlyMap<string, Node | null> {
  const known = CLASSES.get(file);
  if (known) return known;
  const classes = new Map<string, Node | null>();
  for (const node of file.tree.rootNode.descendantsOfType("class_definition")) {
    const name = node.childForFieldName("name")?.text ?? "";
    classes.set(name, classes.has(name) ? null : node);
  }
  CLASSES.set(file, classes);
  return classes;
}

const CLASSES = new WeakMap<ParsedPython, ReadonlyMap<string, Node | null>>();

/** The scope in which a name that is read there was bound. */
export function bindingScope(file: ParsedPython, name: Node): Scope | null {
  const inner = scopeAt(file.module, name.startIndex);
  for (let scope: Scope | null = inner; scope; scope = scope.parent) {
    const visible = scope.kind !== "class" || scope === inner;
    if (visible && scope.bindings.has(name.text)) return scope.elsewhere.has(name.text) ? null : scope;
  }
  return null;
}

/** The names of a class's bases. */
export function basesOf(definition: Node): Node[] {
  const list = definition.childForFieldName("superclasses")?.namedChildren ?? [];
  return list.filter((base) => base.type === "identifier" || base.type === "attribute");
}

/** A method that stands directly in a class's body. */
export function methodOf(definition: Node, name: string): Node | null {
  for (const child of definition.childForFieldName("body")?.namedChildren ?? []) {
    const method = child.type === "decorated_definition" ? child.childForFieldName("definition") : child;
    if (method?.type === "function_definition" && method.childForFieldName("name")?.text === name) return method;
  }
  return null;
}

/** The assignments of a function or class, or of the file, without those of functions and classes inside. */
export function directAssignments(owner: Node): Node[] {
  const holds = ["function_definition", "class_definition", "lambda"];
  return owner
    .descendantsOfType("assignment")
    .filter((node) => (enclosing(node, holds)?.id ?? null) === (owner.parent === null ? null : owner.id));
}

/** The names of `a.b.c`, or null where the node is anything else than names joined by dots. */
export function nameChain(node: Node): string[] | null {
  const names: string[] = [];
  let rest: Node | null = node;
  while (rest?.type === "attribute") {
    if (names.length === MAX_NAMES) return null;
    names.push(rest.childForFieldName("attribute")?.text ?? "");
    rest = rest.childForFieldName("object");
  }
  if (rest?.type === "dotted_name") return [...rest.namedChildren.map((child) => child.text), ...names.reverse()];
  if (rest?.type !== "identifier") return null;
  return [...names, rest.text].reverse();
}

/** Longer chains name no module's member. */
const MAX_NAMES = 16;
