import { ROOTS } from "../frameworks/kerasLayers";
import type { Framework } from "../frameworks/layerSpec";
import { specNamed } from "../frameworks/specs";
import { dottedName, field, nodesOf, type Syntax } from "../syntax";

/** A class that the file defines. */
export interface OwnClass {
  readonly name: string;
  readonly node: Syntax;
  /** Statements of its body. */
  readonly body: readonly Syntax[];
  readonly framework: Framework | null;
  /** A base is of another file, so that nothing is sure. */
  readonly open: boolean;
  /** The framework's class that it is derived from, such as "torch.nn.Sequential". */
  readonly base: string | null;
  readonly parent: OwnClass | null;
  /** Its own methods. */
  readonly methods: ReadonlyMap<string, Syntax>;
}

type Resolve = (names: readonly string[], offset: number) => string | null;

/** The classes of a file by the place of their node; those that derive from each other in a circle from nothing. */
export function ownClasses(root: Syntax, text: string, resolve: Resolve): ReadonlyMap<number, OwnClass> {
  const nodes = nodesOf(root, "class_definition");
  const byName = new Map<string, Syntax[]>();
  for (const node of nodes) {
    const name = nameOf(node, text);
    byName.set(name, [...(byName.get(name) ?? []), node]);
  }
  const found = new Map<number, OwnClass>();
  const build = (node: Syntax, below: number): OwnClass => {
    const known = found.get(node.start);
    if (known) return known;
    const name = nameOf(node, text);
    let [framework, base, parent, open]: [Framework | null, string | null, OwnClass | null, boolean] = [
      null,
      null,
      null,
      false,
    ];
    for (const argument of field(node, "superclasses")?.children ?? []) {
      if (argument.type === "keyword_argument") continue;
      const names = dottedName(argument, text);
      const own = names?.length === 1 ? byName.get(names[0]!) : undefined;
      const qualified = names && resolve(names, argument.start);
      if (own?.length === 1 && own[0] !== node && below < MAX_ANCESTORS && !qualified) {
        parent ??= build(own[0]!, below + 1);
        framework ??= parent.framework;
        base ??= parent.base;
        open ||= parent.open;
      } else if (qualified) {
        const of = frameworkOf(qualified);
        framework ??= of;
        if (of) base ??= qualified;
        else open ||= !PLAIN_BASES.has(qualified);
      } else open ||= names?.join(".") !== "object";
    }
    const body = field(node, "body")?.children ?? [];
    const made: OwnClass = { name, node, body, framework, open, base, parent, methods: methodsOf(body, text) };
    found.set(node.start, made);
    return made;
  };
  for (const node of nodes) build(node, 0);
  return found;
}

/** A method by name, looked for in the class and then in the file's classes that it derives from. */
export function methodNamed(own: OwnClass, name: string): { node: Syntax; of: OwnClass } | null {
  for (let of: OwnClass | null = own; of; of = of.parent) {
    const node = of.methods.get(name);
    if (node) return { node, of };
  }
  return null;
}

function methodsOf(body: readonly Syntax[], text: string): Map<string, Syntax> {
  const methods = new Map<string, Syntax>();
  for (const statement of body) {
    const node = statement.type === "decorated_definition" ? field(statement, "definition") : statement;
    if (node?.type === "function_definition") methods.set(nameOf(node, text), node);
  }
  return methods;
}

function nameOf(node: Syntax, text: string): string {
  const name = field(node, "name");
  return name ? text.slice(name.start, name.end) : "";
}

/** The framework whose layer or model a qualified name is. */
function frameworkOf(qualified: string): Framework | null {
  return BASES.get(qualified) ?? specNamed(qualified)?.framework ?? null;
}

const BASES: ReadonlyMap<string, Framework> = new Map<string, Framework>([
  ["torch.nn.Module", "torch"],
  ["torch.nn.modules.Module", "torch"],
  ["torch.nn.modules.module.Module", "torch"],
  ["torch.jit.ScriptModule", "torch"],
  ["pytorch_lightning.LightningModule", "torch"],
  ["lightning.LightningModule", "torch"],
  ["lightning.pytorch.LightningModule", "torch"],
  ...ROOTS().flatMap((root): [string, Framework][] => [
    [`${root}.Model`, "keras"],
    [`${root}.models.Model`, "keras"],
    [`${root}.Layer`, "keras"],
    [`${root}.layers.Layer`, "keras"],
  ]),
  ["flax.linen.Module", "linen"],
  ["flax.nnx.Module", "nnx"],
]);

const PLAIN_BASES: ReadonlySet<string> = new Set(["abc.ABC", "typing.Generic", "typing.Protocol"]);
const MAX_ANCESTORS = 12;
