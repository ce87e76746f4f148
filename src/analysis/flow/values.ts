import type { CodeClass, CodeFunction } from "./code";
import type { Mode } from "./modes";

/** What an expression may stand for. */
export interface Value {
  readonly things: readonly Thing[];
  /** It may be something else, too. */
  readonly open: boolean;
  /** Calls of models and makers of loaders, by their event's number, whose outputs went into it. */
  readonly from: readonly number[];
}

export type Thing =
  /** A model or a part of one, by its number in `Walk.models`. */
  | { readonly kind: "model"; readonly id: number }
  /** An object of a class of the code that is no model; its attributes are the world's. */
  | { readonly kind: "instance"; readonly id: number; readonly of: ClassThing }
  | ClassThing
  | FunctionThing
  /** A module of the workspace. */
  | { readonly kind: "module"; readonly home: Home }
  /** What an import binds, found when it is asked for; stands in names alone, see `named`. */
  | { readonly kind: "later"; readonly now: () => Value }
  /** Something of another package, by its qualified name. */
  | { readonly kind: "foreign"; readonly name: string }
  /** What a function of another package made, by the number of the call's event. */
  | { readonly kind: "made"; readonly by: string; readonly call: number; readonly models: readonly number[] }
  /** A member of something that has no such thing known. */
  | { readonly kind: "member"; readonly of: Value; readonly name: string }
  | { readonly kind: "literal"; readonly value: number | string | boolean | null }
  | { readonly kind: "list"; readonly items: readonly Value[]; readonly whole: boolean }
  | { readonly kind: "dictionary"; readonly entries: ReadonlyMap<string, Value> }
  /** `model.training`, as it was. */
  | { readonly kind: "modes"; readonly model: number; readonly modes: readonly Mode[] }
  /** `model.parameters()` and its like, by the method's name; each of them, and their data, are such a thing, too. */
  | { readonly kind: "parameters"; readonly of: string; readonly models: readonly number[] };

export interface ClassThing {
  readonly kind: "class";
  readonly of: CodeClass;
  readonly home: Home;
}

export interface FunctionThing {
  readonly kind: "function";
  readonly of: CodeFunction;
  readonly home: Home;
  /** What it is bound to, and the class that it stands in. */
  readonly self: Thing | null;
  readonly class: ClassThing | null;
  /** Names of the function that it stands in. */
  readonly closure: ReadonlyMap<string, Value> | null;
}

/** The file that code is of, and what its own names mean. */
export interface Home {
  /** Its path in the workspace; "" for the file at hand. */
  readonly file: string;
  /** What it is called where it is imported, such as "package.module"; "__main__" for a script. */
  readonly module: string;
  /** Changes while its statements run. */
  names: Map<string, Value>;
}

/** What stands for a name: what was imported is looked for now. */
export function named(names: ReadonlyMap<string, Value> | null | undefined, name: string): Value | undefined {
  const value = names?.get(name);
  const [only, second] = value?.things ?? [];
  if (only?.kind === "later" && !second && !value!.open) return only.now();
  if (!value?.things.some(({ kind }) => kind === "later")) return value;
  const nothing: Value = { ...value, things: [] };
  return value.things.reduce((all, thing) => either(all, thing.kind === "later" ? thing.now() : one(thing)), nothing);
}

export const UNKNOWN: Value = { things: [], open: true, from: [] };

export function one(thing: Thing): Value {
  return { things: [thing], open: false, from: [] };
}

export function literal(value: number | string | boolean | null): Value {
  return one({ kind: "literal", value });
}

/** The value of a literal; undefined where it is none, or one of several. */
export function literalIn({ things, open }: Value): number | string | boolean | null | undefined {
  const [thing, second] = things;
  return !open && !second && thing?.kind === "literal" ? thing.value : undefined;
}

/** A tensor or whatever else was made of such values. */
export function mixed(values: readonly Value[]): Value {
  const from = values.flatMap((value) => tagsOf(value));
  return from.length === 0 ? UNKNOWN : { ...UNKNOWN, from: [...new Set(from)].slice(0, MOST_TAGS) };
}

const MOST_TAGS = 64;

/** Calls whose outputs are in a value, in what a list holds, too. */
export function tagsOf(value: Value, depth = 0): readonly number[] {
  if (value.things.length === 0) return value.from;
  const inner = value.things.flatMap((thing) => {
    if (depth > 3) return [];
    if (thing.kind === "list") return thing.items.flatMap((item) => tagsOf(item, depth + 1));
    if (thing.kind === "dictionary") return [...thing.entries.values()].flatMap((item) => tagsOf(item, depth + 1));
    return thing.kind === "member" ? tagsOf(thing.of, depth + 1) : [];
  });
  return inner.length === 0 ? value.from : [...value.from, ...inner];
}

/** One of several values. */
export function either(a: Value, b: Value): Value {
  if (a === b) return a;
  const things = [...a.things];
  for (const thing of b.things) if (!things.some((known) => same(known, thing))) things.push(thing);
  const from = b.from.length === 0 ? a.from : [...new Set([...a.from, ...b.from])].slice(0, MOST_TAGS);
  const many = things.length > MOST_THINGS;
  return { things: things.slice(0, MOST_THINGS), open: a.open || b.open || many, from };
}

const MOST_THINGS = 8;

function same(a: Thing, b: Thing): boolean {
  if (a === b) return true;
  if (a.kind === "model" && b.kind === "model") return a.id === b.id;
  if (a.kind === "instance" && b.kind === "instance") return a.id === b.id;
  if (a.kind === "literal" && b.kind === "literal") return a.value === b.value;
  if (a.kind === "foreign" && b.kind === "foreign") return a.name === b.name;
  if (a.kind === "function" && b.kind === "function") return a.of === b.of && a.self === b.self;
  if (a.kind === "class" && b.kind === "class") return a.of === b.of;
  if (a.kind === "parameters" && b.kind === "parameters") return a.of === b.of && `${a.models}` === `${b.models}`;
  return a.kind === "made" && b.kind === "made" && a.call === b.call;
}

/** The models that a value may be, those in lists and dictionaries included. */
export function modelsIn(value: Value, depth = 0): readonly number[] {
  if (value.things.length === 0) return NONE;
  return value.things.flatMap((thing) => {
    if (thing.kind === "model") return [thing.id];
    if (depth > 3) return [];
    if (thing.kind === "list") return thing.items.flatMap((item) => modelsIn(item, depth + 1));
    if (thing.kind === "dictionary") return [...thing.entries.values()].flatMap((item) => modelsIn(item, depth + 1));
    return [];
  });
}

const NONE: readonly number[] = [];

/** The only model that a value can be. */
export function modelIn({ things }: Value): number | undefined {
  const [thing, second] = things;
  return thing?.kind === "model" && !second ? thing.id : undefined;
}
