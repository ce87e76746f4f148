import { resolveUnpatched } from "../resolve";
import { type Scope, scopeAt } from "../scopes";
import { dottedName, field, type Syntax } from "../syntax";
import type { Known } from "./facts";
import { UNKNOWN } from "./known";
import { type Frame, type Machine, textOf } from "./machine";

/** What a name stands for where it is read. */
export function lookUp(machine: Machine, name: string, offset: number, frame: Frame): Known {
  const local = frame.env.get(name);
  if (local) return local;
  const scope = scopeAt(machine.module, offset);
  const owner = ownerOf(scope, name);
  const qualified = resolveUnpatched([name], scope);
  if (qualified !== null) return { kind: "foreign", qualified, byDefault: false };
  if (owner === machine.module) return machine.names.get(name) ?? UNKNOWN;
  if (owner === null && BUILTINS.has(name)) return { kind: "foreign", qualified: `builtins.${name}`, byDefault: false };
  return UNKNOWN;
}

/** What `a.b.c` stands for as a whole, where its first name is an import; null otherwise. */
export function lookUpDotted(machine: Machine, node: Syntax, frame: Frame): Known | null {
  const names = dottedName(node, machine.text);
  if (!names || frame.env.has(names[0]!)) return null;
  const scope = scopeAt(machine.module, node.start);
  const owner = ownerOf(scope, names[0]!);
  if (owner === machine.module && machine.names.has(names[0]!) && machine.names.get(names[0]!)?.kind !== "foreign")
    return null;
  const qualified = resolveUnpatched(names, scope);
  if (qualified !== null) return { kind: "foreign", qualified, byDefault: false };
  // An import whose member the file itself assigns over may be anything.
  return resolveUnpatched(names.slice(0, 1), scope) === null ? null : UNKNOWN;
}

/** The name that a node is, or has in its field. */
export function nameOf(machine: Machine, node: Syntax, of = "name"): string {
  const name = field(node, of);
  return name ? textOf(machine, name) : "";
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
