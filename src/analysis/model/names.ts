import { resolveUnpatched } from "../resolve";
import { type Scope, scopeAt } from "../scopes";
import { dottedName, field, firstName, type Syntax } from "../syntax";
import type { Known } from "./facts";
import { UNKNOWN } from "./known";
import { type Frame, type Machine, type Meaning, textOf } from "./machine";

/** What a name stands for where it is read. */
export function lookUp(machine: Machine, name: string, offset: number, frame: Frame): Known {
  const local = frame.env.get(name);
  if (local) return local;
  const { owner, known } = meaningIn(machine, scopeAt(machine.module, offset), name);
  if (known) return known;
  if (owner === machine.module) return machine.names.get(name) ?? UNKNOWN;
  if (owner === null && BUILTINS.has(name)) return { kind: "foreign", qualified: `builtins.${name}`, byDefault: false };
  return UNKNOWN;
}

/** What `a.b.c` stands for as a whole, where its first name is an import; null otherwise. */
export function lookUpDotted(machine: Machine, node: Syntax, frame: Frame): Known | null {
  const root = firstName(node);
  const first = root && textOf(machine, root);
  if (first === null || frame.env.has(first)) return null;
  const scope = scopeAt(machine.module, node.start);
  const { owner, known } = meaningIn(machine, scope, first);
  if (owner === machine.module && machine.names.has(first) && machine.names.get(first)?.kind !== "foreign") return null;
  const whole = meaningIn(machine, scope, first, node).known;
  // An import whose member the file itself assigns over may be anything.
  return whole ?? (known && UNKNOWN);
}

/**
 * The meaning of a name where it is read, or of the dotted name that a node is and that begins with it: found once for all
 * places that ask the same scope in the end.
 */
function meaningIn(machine: Machine, from: Scope, first: string, node: Syntax | null = null): Meaning {
  const scope = decidingScope(from, first);
  let meanings = machine.meanings.get(scope);
  if (!meanings) {
    meanings = new Map();
    machine.meanings.set(scope, meanings);
  }
  const written = node ? textOf(machine, node) : first;
  let meaning = meanings.get(written);
  if (!meaning) {
    const qualified = resolveUnpatched((node && dottedName(node, machine.text)) ?? [first], scope);
    const known: Known | null = qualified === null ? null : { kind: "foreign", qualified, byDefault: false };
    meaning = { owner: ownerOf(scope, first), known };
    meanings.set(written, meaning);
  }
  return meaning;
}

/** The name that a node is, or has in its field. */
export function nameOf(machine: Machine, node: Syntax, of = "name"): string {
  const name = field(node, of);
  return name ? textOf(machine, name) : "";
}

/** The innermost scope that may say what a name means; that of the file where none does. */
function decidingScope(from: Scope, name: string): Scope {
  let crossed = false;
  let scope = from;
  for (; scope.parent; scope = scope.parent) {
    const says = scope.bindings.has(name) || scope.elsewhere.has(name) || scope.stars.length > 0;
    if (says && (scope.kind !== "class" || !crossed)) break;
    if (scope.kind === "function") crossed = true;
  }
  return scope;
}

/** The scope that binds a name; null where none does. */
function ownerOf(from: Scope, name: string): Scope | null {
  let crossed = false;
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    if ((scope.kind !== "class" || !crossed) && scope.bindings.has(name)) return scope;
    if (scope.kind === "function") crossed = true;
  }
  return null;
}

const BUILTINS: ReadonlySet<string> = new Set(
  "len int float bool str min max abs sum round range list tuple dict set zip enumerate reversed isinstance hasattr getattr setattr print type super sorted any all iter next map filter id repr callable issubclass".split(
    " ",
  ),
);
