import type { Node, Tree } from "web-tree-sitter";
import { type Import, importsOf } from "./imports";

/** One place that gives a name a meaning. */
export type Binding =
  | { readonly kind: "import"; readonly qualified: string }
  /** `name = a.b.c`, where the right side means what it means in the same scope. */
  | { readonly kind: "alias"; readonly chain: readonly string[] }
  /** `name = None`, the usual stand-in for an import that failed. */
  | { readonly kind: "none" }
  | { readonly kind: "other" };

/** A stretch of code with names of its own. */
export interface Scope {
  readonly kind: "module" | "function" | "class" | "comprehension";
  readonly parent: Scope | null;
  readonly children: Scope[];
  readonly start: number;
  readonly end: number;
  readonly bindings: Map<string, Binding[]>;
  /** Names that `global` and `nonlocal` statements send elsewhere. */
  readonly elsewhere: Map<string, "global" | "nonlocal">;
  /** Modules of `from … import *`, in order; null where the module is not known. */
  readonly stars: (string | null)[];
  /** Left sides of `a.b = …` anywhere in the file; all its scopes share the list. */
  readonly patches: { readonly chain: readonly string[]; readonly scope: Scope }[];
}

/** Collects what every scope of a file binds, in one pass without recursion. Never throws on broken code. */
export function scopesOf(tree: Tree): Scope {
  const module = newScope("module", null, tree.rootNode);
  const bodies = new Map<number, Scope>();
  const open: { scope: Scope; depth: number }[] = [{ scope: module, depth: 0 }];
  const cursor = tree.walk();
  let depth = 0;
  walk: for (;;) {
    // Bodies are few, and every property of a cursor is a call into WebAssembly.
    const entered = bodies.size > 0 ? bodies.get(cursor.nodeId) : undefined;
    if (entered) {
      bodies.delete(cursor.nodeId);
      open.push({ scope: entered, depth });
    }
    const visit = VISITS.get(cursor.nodeType);
    const scope = open.at(-1)!.scope;
    const inner = visit?.(cursor.currentNode, scope);
    if (inner) {
      if (inner.bodyId === cursor.nodeId) open.push({ scope: inner.scope, depth });
      else bodies.set(inner.bodyId, inner.scope);
    }
    if (cursor.gotoFirstChild()) {
      depth++;
      continue;
    }
    for (;;) {
      while (open.length > 1 && open.at(-1)!.depth >= depth) open.pop();
      if (cursor.gotoNextSibling()) break;
      if (!cursor.gotoParent()) break walk;
      depth--;
    }
  }
  cursor.delete();
  return module;
}

/** The innermost scope at an offset, of a file that has been read whole. */
export function scopeAt(module: Scope, offset: number): Scope {
  let scope = module;
  for (;;) {
    const inner = lastStarting(inOrder(scope), offset);
    if (!inner || offset >= inner.end) return scope;
    scope = inner;
  }
}

/** The last scope that starts at an offset or before. */
function lastStarting(scopes: readonly Scope[], offset: number): Scope | undefined {
  let [low, high] = [0, scopes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scopes[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return scopes[low - 1];
}

/** A function's body is found before lambdas among its parameters, which stand before it. */
function inOrder(scope: Scope): readonly Scope[] {
  if (scope.children.length < 2) return scope.children;
  let ordered = ORDERED.get(scope);
  if (!ordered) {
    ordered = scope.children.toSorted((a, b) => a.start - b.start);
    ORDERED.set(scope, ordered);
  }
  return ordered;
}

const ORDERED = new WeakMap<Scope, readonly Scope[]>();

/** The scope of the whole file. */
export function moduleOf(scope: Scope): Scope {
  let found = scope;
  while (found.parent) found = found.parent;
  return found;
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

interface Inner {
  readonly scope: Scope;
  readonly bodyId: number;
}

type Visit = (node: Node, scope: Scope) => Inner | undefined;

const VISITS: ReadonlyMap<string, Visit> = new Map<string, Visit>([
  ["function_definition", (node, scope) => definition(node, scope, "function")],
  ["class_definition", (node, scope) => definition(node, scope, "class")],
  ["lambda", (node, scope) => definition(node, scope, "function")],
  ["list_comprehension", comprehension],
  ["set_comprehension", comprehension],
  ["dictionary_comprehension", comprehension],
  ["generator_expression", comprehension],
  ["import_statement", bindImports],
  ["import_from_statement", bindImports],
  ["future_import_statement", bindImports],
  ["assignment", bindAssignment],
  ["augmented_assignment", (node, scope) => bindTargets(node.childForFieldName("left"), scope)],
  ["named_expression", (node, scope) => bindTargets(node.childForFieldName("name"), outsideComprehension(scope))],
  ["for_statement", (node, scope) => bindTargets(node.childForFieldName("left"), scope)],
  ["for_in_clause", (node, scope) => bindTargets(node.childForFieldName("left"), scope)],
  ["as_pattern", (node, scope) => bindTargets(node.lastNamedChild, scope)],
  ["case_pattern", bindCaptures],
  ["union_pattern", bindCaptures],
  ["keyword_pattern", bindCaptures],
  ["splat_pattern", (node, scope) => bindTargets(node.firstNamedChild, scope)],
  ["global_statement", (node, scope) => sendElsewhere(node, scope, "global")],
  ["nonlocal_statement", (node, scope) => sendElsewhere(node, scope, "nonlocal")],
]);

function definition(node: Node, scope: Scope, kind: "function" | "class"): Inner | undefined {
  bindTargets(node.childForFieldName("name"), scope);
  const body = node.childForFieldName("body");
  if (!body) return undefined;
  const inner = newScope(kind, scope, body);
  bindTargets(node.childForFieldName("parameters"), inner);
  return { scope: inner, bodyId: body.id };
}

function comprehension(node: Node, scope: Scope): Inner {
  return { scope: newScope("comprehension", scope, node), bodyId: node.id };
}

function newScope(kind: Scope["kind"], parent: Scope | null, node: Node): Scope {
  const scope: Scope = {
    kind,
    parent,
    children: [],
    start: node.startIndex,
    end: node.endIndex,
    bindings: new Map(),
    elsewhere: new Map(),
    stars: [],
    patches: parent?.patches ?? [],
  };
  parent?.children.push(scope);
  return scope;
}

function bindImports(node: Node, scope: Scope): undefined {
  for (const found of importsOf(node)) bindImport(found, scope);
}

function bindImport(found: Import, scope: Scope): void {
  if (found.name === "*") scope.stars.push(found.qualified);
  else bind(scope, found.name, found.qualified === null ? OTHER : { kind: "import", qualified: found.qualified });
}

function bindAssignment(node: Node, scope: Scope): undefined {
  const left = node.childForFieldName("left");
  const right = node.childForFieldName("right");
  const patched = left?.type === "attribute" ? nameChain(left) : null;
  if (patched) scope.patches.push({ chain: patched, scope });
  if (left?.type !== "identifier") return bindTargets(left, scope);
  if (right?.type === "none") return bind(scope, left.text, { kind: "none" });
  const chain = right ? nameChain(right) : null;
  return bind(scope, left.text, chain ? { kind: "alias", chain } : OTHER);
}

/** Binds every name of an assignment's left side, of parameters, of a pattern. */
function bindTargets(node: Node | null, scope: Scope): undefined {
  const rest = node ? [node] : [];
  for (let target = rest.pop(); target; target = rest.pop()) {
    if (target.type === "identifier") bind(scope, target.text, OTHER);
    else if (target.type === "default_parameter" || target.type === "typed_default_parameter") {
      const name = target.childForFieldName("name");
      if (name) rest.push(name);
    } else if (target.type === "typed_parameter") {
      if (target.firstNamedChild) rest.push(target.firstNamedChild);
    } else if (GROUPS.has(target.type)) rest.push(...target.namedChildren);
  }
}

const GROUPS: ReadonlySet<string> = new Set([
  "parameters",
  "lambda_parameters",
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "list_splat_pattern",
  "dictionary_splat_pattern",
  "as_pattern_target",
  "parenthesized_expression",
  "expression_list",
  "tuple",
  "list",
]);

/** A bare name in a `case` captures; a dotted one is a value. */
function bindCaptures(node: Node, scope: Scope): undefined {
  for (const child of node.namedChildren) {
    if (child.type === "dotted_name" && child.namedChildCount === 1) bind(scope, child.text, OTHER);
  }
}

function sendElsewhere(node: Node, scope: Scope, where: "global" | "nonlocal"): undefined {
  for (const name of node.namedChildren) scope.elsewhere.set(name.text, where);
}

function bind(scope: Scope, name: string, binding: Binding): undefined {
  const owner = scope.elsewhere.get(name) === "global" ? moduleOf(scope) : scope;
  const known = owner.bindings.get(name);
  if (known) known.push(binding);
  else owner.bindings.set(name, [binding]);
}

function outsideComprehension(scope: Scope): Scope {
  let found = scope;
  while (found.kind === "comprehension" && found.parent) found = found.parent;
  return found;
}

const OTHER: Binding = { kind: "other" };
