import { copyMap } from "../copyMap";
import { descendants, dottedName, field, type Syntax } from "../syntax";
import { chain } from "./callModule";
import type { Child, Graph, Known, ModuleClass } from "./facts";
import { bindUnknown, isStatic } from "./functions";
import { asDefault, UNKNOWN } from "./known";
import { draftOf, type Machine, type Self, textOf } from "./machine";
import { isSequential } from "./methods";
import { letEscape, operate } from "./operations";
import { methodNamed, type OwnClass } from "./ownClasses";
import { NO_SHAPE } from "./shape";
import { frameOf, unit } from "./units";

/** Follows a class: first what its constructor makes, then its methods. Null where it is no framework's. */
export function runClass(machine: Machine, own: OwnClass, graphs: Graph[]): ModuleClass | null {
  const found = moduleClass(machine, own);
  const self: Self = { own, class: found, attributes: new Map(), children: [], entered: new Set() };
  classAttributes(machine, own, self);
  runConstructor(machine, self, graphs);
  if (found) for (const [name, known] of self.attributes) (found.attributes as Map<string, Known>).set(name, known);
  for (const [name, known] of self.attributes) label(known, name, 0);
  const settled = forgetChanged(machine, own, self);
  runMethods(machine, self, settled, graphs);
  if (isSequential(own) && !methodNamed(own, "forward")) runChildren(machine, self, graphs);
  return found;
}

function moduleClass(machine: Machine, own: OwnClass): ModuleClass | null {
  const assumed = own.framework === null && own.open && methodNamed(own, "forward") !== null && importsTorch(machine);
  const framework = own.framework ?? (assumed ? "torch" : null);
  if (!framework) return null;
  const methods = new Map<string, Syntax>();
  for (let of: OwnClass | null = own; of; of = of.parent) {
    for (const [name, node] of of.methods) if (!methods.has(name)) methods.set(name, node);
  }
  const place = { start: own.node.start, end: own.node.end };
  return { name: own.name, framework, assumed, node: own.node, place, attributes: new Map(), methods };
}

function importsTorch(machine: Machine): boolean {
  for (const bindings of machine.module.bindings.values()) {
    if (bindings.some((binding) => binding.kind === "import" && /^torch(\.|$)/.test(binding.qualified))) return true;
  }
  return false;
}

/** `expansion = 4` in the class's body: a default, since a class derived from it may have another. */
function classAttributes(machine: Machine, own: OwnClass, self: Self): void {
  if (own.parent) classAttributes(machine, own.parent, self);
  const frame = frameOf("constructor", own.name, null, null);
  unit(machine, frame, [], () => {
    for (const statement of own.body) {
      const node = statement.type === "expression_statement" ? statement.children[0] : undefined;
      const left = node?.type === "assignment" ? field(node, "left") : undefined;
      if (!node || left?.type !== "identifier") continue;
      const right = field(node, "right");
      const known = right ? machine.evaluate(right, frame) : UNKNOWN;
      frame.env.set(textOf(machine, left), known);
      self.attributes.set(textOf(machine, left), asDefault(known));
    }
  });
}

const CONSTRUCTORS = ["__init__", "__post_init__", "setup", "build"] as const;

function runConstructor(machine: Machine, self: Self, graphs: Graph[]): void {
  for (const name of CONSTRUCTORS) {
    const method = methodNamed(self.own, name);
    if (!method) continue;
    if (name === "setup" && self.own.framework !== "linen") continue;
    if (name === "build" && self.own.framework !== "keras") continue;
    const frame = { ...frameOf("constructor", name, self.class, self), stack: [method.node] };
    unit(machine, frame, graphs, () => {
      bindUnknown(machine, method.node, frame, true);
      machine.execute(field(method.node, "body")?.children ?? [], frame);
    });
    self.entered.add(method.node);
  }
}

/** Attributes that methods change after construction are not known; what the constructor put there may be called. */
function forgetChanged(machine: Machine, own: OwnClass, self: Self): Map<string, Known> {
  const settled = copyMap(self.attributes);
  for (let of: OwnClass | null = own; of; of = of.parent) {
    for (const method of of.methods.values()) {
      if (self.entered.has(method)) continue;
      for (const node of descendants(method)) {
        if (node.type !== "assignment" && node.type !== "augmented_assignment") continue;
        const left = field(node, "left");
        const names = left ? dottedName(left, machine.text) : null;
        if (names?.length !== 2 || names[0] !== "self") continue;
        letEscape(settled.get(names[1]!) ?? UNKNOWN);
        settled.set(names[1]!, UNKNOWN);
      }
    }
  }
  return settled;
}

const FIRST: ReadonlySet<string> = new Set(["forward", "__call__", "call"]);

function runMethods(machine: Machine, self: Self, settled: ReadonlyMap<string, Known>, graphs: Graph[]): void {
  const own = [...self.own.methods];
  const first = [...FIRST].flatMap((name) => {
    const method = methodNamed(self.own, name);
    return method ? [[name, method.node] as const] : [];
  });
  for (const [name, node] of [...first, ...own.filter(([name]) => !FIRST.has(name))]) {
    if (self.entered.has(node)) continue;
    self.attributes = copyMap(settled);
    const bound = !isStatic(node, machine);
    const frame = { ...frameOf("method", name, self.class, bound ? self : null), stack: [node] };
    unit(machine, frame, graphs, () => {
      bindUnknown(machine, node, frame, bound);
      machine.execute(field(node, "body")?.children ?? [], frame);
    });
  }
  self.attributes = copyMap(settled);
}

/** A `Sequential` of the file's own runs what it holds. */
function runChildren(machine: Machine, self: Self, graphs: Graph[]): void {
  if (self.children.length === 0) return;
  const frame = frameOf("container", self.own.name, self.class, self);
  const place = { start: self.own.node.start, end: self.own.node.end };
  unit(machine, frame, graphs, () => {
    const parts = { kind: "input" as const, name: "input", place, inputs: [], shape: NO_SHAPE };
    const output = chain(machine, self.children, operate(machine, frame, parts), place, frame);
    if (output.kind === "tensor")
      operate(machine, frame, { ...parts, kind: "return", name: "return", inputs: [output.value], shape: null });
  });
}

/** Says which attribute holds a layer. */
function label(known: Known, name: string, depth: number): void {
  if (depth > 6) return;
  if (known.kind === "either") for (const option of known.options) label(option, name, depth + 1);
  if (known.kind === "list") labelChildren(known.items, name, depth);
  if (known.kind === "dictionary") for (const [key, value] of known.entries) label(value, `${name}.${key}`, depth + 1);
  if (known.kind !== "module") return;
  const draft = draftOf(known.construction);
  if (draft.attribute !== null) return;
  draft.attribute = name;
  labelChildren(draft.children, name, depth);
}

function labelChildren(children: readonly Child[], name: string, depth: number): void {
  for (const [i, child] of children.slice(0, 256).entries())
    label(child.value, `${name}.${child.name ?? i}`, depth + 1);
}
