import type { LayerSpec } from "../frameworks/layerSpec";
import { specNamed } from "../frameworks/specs";
import { basesOf, staticValue } from "./bases";
import { frameworkOfClass, kindOfClass } from "./classKinds";
import type { CodeArgument, Expression } from "./code";
import { expressionsIn, mentionsIn } from "./mentions";
import type { ClassThing } from "./values";
import type { Walk } from "./walk";

/**
 * Whether a part of a model is the same in every mode by all that its class's code assigns to it, as `self.head =
 * nn.Linear(8, 10)` or an object that is no module at all. False where that does not tell.
 */
export function isQuietPart(walk: Walk, of: ClassThing, attribute: string, depth = 0): boolean {
  if (depth > MOST_BASES || isAddedTo(of, attribute)) return false;
  const made = valuesOf(of, attribute);
  if (!made.every((value) => isQuiet(walk, of, value))) return false;
  const bases = basesOf(of).filter((base) => base.kind === "class" && assigns(base, attribute));
  if (made.length === 0 && bases.length === 0) return false;
  return bases.every((base) => base.kind === "class" && isQuietPart(walk, base, attribute, depth + 1));
}

const MOST_BASES = 8;

function assigns(of: ClassThing, attribute: string, depth = 0): boolean {
  if (depth > MOST_BASES) return false;
  if (valuesOf(of, attribute).length > 0) return true;
  return basesOf(of).some((base) => base.kind === "class" && assigns(base, attribute, depth + 1));
}

function valuesOf({ of }: ClassThing, attribute: string): readonly Expression[] {
  return mentionsIn(of).flatMap(({ assignments }) =>
    assignments.flatMap((part) =>
      part.kind === "assign" && part.targets.some((target) => isOwn(target, attribute)) ? [part.value] : [],
    ),
  );
}

/** `self.layers.append(…)`, `self.layers += …`, `self.layers[0] = …`: what was assigned does not tell what it holds. */
function isAddedTo({ of }: ClassThing, attribute: string): boolean {
  const isItem = (target: Expression) => target.kind === "item" && isOwn(target.of, attribute);
  return mentionsIn(of).some(
    ({ assignments, expressions }) =>
      assignments.some((part) => (part.kind === "add" ? isOwn(part.target, attribute) : part.targets.some(isItem))) ||
      expressions.some((part) => part.kind === "member" && ADDING.test(part.name) && isOwn(part.of, attribute)),
  );
}

const ADDING = /^(append|extend|insert|add_module|register_module|update|__setitem__)$/;

function isOwn(target: Expression, attribute: string): boolean {
  return (
    target.kind === "member" && target.name === attribute && target.of.kind === "name" && target.of.name === "self"
  );
}

/** A layer, several of them one after the other, an object of a class that is known to hold no other. */
function isQuiet(walk: Walk, of: ClassThing, value: Expression): boolean {
  if (value.kind === "literal") return true;
  if (value.kind !== "call") return false;
  const [maker] = staticValue(value.of, of.home.names).things;
  if (maker?.kind === "class") return value.arguments.every(isNoModule) && isQuietClass(walk, maker);
  const spec = maker?.kind === "foreign" ? specNamed(maker.name) : null;
  if (spec?.framework !== "torch" || spec.functional) return false;
  if (spec.kind === "container")
    return value.arguments.every(({ name, value: inner }) => !name && isQuiet(walk, of, inner));
  return isQuietLayer(spec) && !value.arguments.some(({ name }) => /^\*\*$|drop/i.test(name ?? ""));
}

function isQuietLayer({ name, kind, method }: LayerSpec): boolean {
  return QUIET.test(method ?? kind) && name !== "RReLU";
}

/** Kinds of layers, and methods of norms, that no mode changes unless an argument asks for dropout. */
const QUIET =
  /^(conv|linear|embedding|recurrent|attention|pool|adaptivePool|activation|softmax|flatten|identity|upsample|pad|reshape|layer|group|rms)$/;

function isQuietClass(walk: Walk, of: ClassThing): boolean {
  const kind = kindOfClass(walk, of);
  if (kind) return kind.batchNorm === "no" && kind.dropout === "no" && kind.mode === "train";
  return frameworkOfClass(of) === null && of.of.bases.length === 0;
}

/** A number, a text, a setting by its name: nothing that could hold layers of its own. */
function isNoModule({ name, value }: CodeArgument): boolean {
  if (name?.startsWith("*")) return false;
  return !expressionsIn([value]).some((one) => one.kind === "call" || ("name" in one && MODULE.test(one.name)));
}

const MODULE = /model|net|encoder|decoder|backbone|module|layer|block|norm|drop|head/i;
