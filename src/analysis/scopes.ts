import { type Import, importsOf } from "./imports";
import { dottedName, field, firstFrom, type Syntax } from "./syntax";

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
  /** In the order of the text. */
  readonly children: Scope[];
  readonly start: number;
  readonly end: number;
  readonly bindings: Map<string, Binding[]>;
  /** Names that `global` and `nonlocal` statements send elsewhere. */
  readonly elsewhere: Map<string, "global" | "nonlocal">;
  /** Modules of `from … import *`, in order; null where the module is not known. */
  readonly stars: (string | null)[];
  /** Left sides of `a.b = …` anywhere in the file, by their last name; all its scopes share the table. */
  readonly patches: Map<string, Patch[]>;
}

export interface Patch {
  readonly chain: readonly string[];
  readonly scope: Scope;
}

/** Collects what every scope of a file binds, in one pass without recursion. Never throws on broken code. */
export function scopesOf(root: Syntax, text: string): Scope {
  const module = newScope("module", null, root);
  const bodies = new Map<Syntax, Scope>();
  const rest = [root];
  const scopes = [module];
  for (let node = rest.pop(); node; node = rest.pop()) {
    const around = scopes.pop()!;
    const scope = bodies.get(node) ?? around;
    const inner = VISITS.get(node.type)?.(node, scope, text);
    if (inner) bodies.set(inner.body, inner.scope);
    const within = inner?.body === node ? inner.scope : scope;
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i]!;
      // Most nodes are names, numbers and strings, which bind nothing by themselves.
      if (child.children.length === 0) continue;
      rest.push(child);
      scopes.push(within);
    }
  }
  return module;
}

/** The innermost scope at an offset, of a file that has been read whole. */
export function scopeAt(module: Scope, offset: number): Scope {
  let scope = module;
  for (;;) {
    const inner: Scope | undefined = scope.children[firstFrom(scope.children, offset + 1) - 1];
    if (!inner || offset >= inner.end) return scope;
    scope = inner;
  }
}

/** The scope of the whole file. */
export function moduleOf(scope: Scope): Scope {
  let found = scope;
  while (found.parent) found = found.parent;
  return found;
}

interface Inner {
  readonly scope: Scope;
  readonly body: Syntax;
}

type Visit = (node: Syntax, scope: Scope, text: string) => Inner | undefined;

const VISITS: ReadonlyMap<string, Visit> = new Map<string, Visit>([
  ["function_definition", (node, scope, text) => definition(node, scope, text, "function")],
  ["class_definition", (node, scope, text) => definition(node, scope, text, "class")],
  ["lambda", (node, scope, text) => definition(node, scope, text, "function")],
  ["list_comprehension", comprehension],
  ["set_comprehension", comprehension],
  ["dictionary_comprehension", comprehension],
  ["generator_expression", comprehension],
  ["import_statement", bindImports],
  ["import_from_statement", bindImports],
  ["future_import_statement", bindImports],
  ["assignment", bindAssignment],
  ["augmented_assignment", (node, scope, text) => bindTargets(field(node, "left"), scope, text)],
  ["named_expression", (node, scope, text) => bindTargets(field(node, "name"), outsideComprehension(scope), text)],
  ["for_statement", (node, scope, text) => bindTargets(field(node, "left"), scope, text)],
  ["for_in_clause", (node, scope, text) => bindTargets(field(node, "left"), scope, text)],
  ["as_pattern", (node, scope, text) => bindTargets(node.children.at(-1), scope, text)],
  ["case_pattern", bindCaptures],
  ["union_pattern", bindCaptures],
  ["keyword_pattern", bindCaptures],
  ["splat_pattern", (node, scope, text) => bindTargets(node.children[0], scope, text)],
  ["global_statement", (node, scope, text) => sendElsewhere(node, scope, text, "global")],
  ["nonlocal_statement", (node, scope, text) => sendElsewhere(node, scope, text, "nonlocal")],
]);

function definition(node: Syntax, scope: Scope, text: string, kind: "function" | "class"): Inner | undefined {
  bindTargets(field(node, "name"), scope, text);
  const body = field(node, "body");
  if (!body) return undefined;
  const inner = newScope(kind, scope, body);
  bindTargets(field(node, "parameters"), inner, text);
  return { scope: inner, body };
}

function comprehension(node: Syntax, scope: Scope): Inner {
  return { scope: newScope("comprehension", scope, node), body: node };
}

function newScope(kind: Scope["kind"], parent: Scope | null, { start, end }: Syntax): Scope {
  const scope: Scope = {
    kind,
    parent,
    children: [],
    start,
    end,
    bindings: new Map(),
    elsewhere: new Map(),
    stars: [],
    patches: parent?.patches ?? new Map(),
  };
  // A function's body is found before lambdas among its parameters, which stand before it.
  parent?.children.splice(firstFrom(parent.children, start + 1), 0, scope);
  return scope;
}

function bindImports(node: Syntax, scope: Scope, text: string): undefined {
  for (const found of importsOf(node, text)) bindImport(found, scope);
}

function bindImport(found: Import, scope: Scope): void {
  if (found.name === "*") scope.stars.push(found.qualified);
  else bind(scope, found.name, found.qualified === null ? OTHER : { kind: "import", qualified: found.qualified });
}

function bindAssignment(node: Syntax, scope: Scope, text: string): undefined {
  const left = field(node, "left");
  const right = field(node, "right");
  const patched = left?.type === "attribute" ? dottedName(left, text) : null;
  if (patched) addTo(scope.patches, patched.at(-1)!, { chain: patched, scope });
  if (left?.type !== "identifier") return bindTargets(left, scope, text);
  const name = text.slice(left.start, left.end);
  if (right?.type === "none") return bind(scope, name, { kind: "none" });
  const chain = right ? dottedName(right, text) : null;
  return bind(scope, name, chain ? { kind: "alias", chain } : OTHER);
}

/** Binds every name of an assignment's left side, of parameters, of a pattern. */
function bindTargets(node: Syntax | undefined, scope: Scope, text: string): undefined {
  const rest = node ? [node] : [];
  for (let target = rest.pop(); target; target = rest.pop()) {
    if (target.type === "identifier") bind(scope, text.slice(target.start, target.end), OTHER);
    else if (target.type === "default_parameter" || target.type === "typed_default_parameter") {
      const name = field(target, "name");
      if (name) rest.push(name);
    } else if (target.type === "typed_parameter") {
      if (target.children[0]) rest.push(target.children[0]);
    } else if (GROUPS.has(target.type)) rest.push(...target.children);
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
function bindCaptures(node: Syntax, scope: Scope, text: string): undefined {
  for (const child of node.children) {
    if (child.type === "dotted_name" && child.children.length === 1) {
      bind(scope, text.slice(child.start, child.end), OTHER);
    }
  }
}

function sendElsewhere(node: Syntax, scope: Scope, text: string, where: "global" | "nonlocal"): undefined {
  for (const name of node.children) scope.elsewhere.set(text.slice(name.start, name.end), where);
}

function bind(scope: Scope, name: string, binding: Binding): undefined {
  const owner = scope.elsewhere.get(name) === "global" ? moduleOf(scope) : scope;
  addTo(owner.bindings, name, binding);
}

function addTo<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const known = lists.get(name);
  if (known) known.push(item);
  else lists.set(name, [item]);
}

function outsideComprehension(scope: Scope): Scope {
  let found = scope;
  while (found.kind === "comprehension" && found.parent) found = found.parent;
  return found;
}

const OTHER: Binding = { kind: "other" };
