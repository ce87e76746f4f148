import type { CodeClass, CodeFunction } from "../flow/code";
import type { NamePattern } from "./namePattern";
import type { Way } from "./way";

/** What the value of an expression may be. */
export interface Possible {
  readonly things: readonly Thing[];
  /** It may also be something that is not among them. */
  readonly open: boolean;
}

export type Thing =
  | { readonly kind: "constant"; readonly value: number | boolean | null }
  | { readonly kind: "text"; readonly text: NamePattern }
  | ClassThing
  | FunctionThing
  /** Something of no file of the workspace, by its qualified name. */
  | { readonly kind: "foreign"; readonly name: string }
  | { readonly kind: "file"; readonly home: Home }
  | { readonly kind: "partial"; readonly of: Possible; readonly given: readonly Given[] }
  | { readonly kind: "list"; readonly list: ItemList }
  | { readonly kind: "dictionary"; readonly dictionary: Named }
  | { readonly kind: "object"; readonly made: Made }
  | { readonly kind: "super"; readonly of: ClassThing; readonly made: Made }
  /** A method of something built in, about to be called. */
  | { readonly kind: "member"; readonly of: Thing; readonly name: string };

export interface ClassThing {
  readonly kind: "class";
  readonly of: CodeClass;
  readonly home: Home;
}

export interface FunctionThing {
  readonly kind: "function";
  readonly of: CodeFunction;
  readonly home: Home;
  /** Names of the functions around it. */
  readonly closure: ReadonlyMap<string, Possible> | null;
  readonly made: Made | null;
  readonly owner: ClassThing | null;
}

/** A file of the workspace, and what its names stand for once its statements have run. */
export interface Home {
  readonly file: string;
  names: Map<string, Possible>;
}

/** A place in the code of a file; UTF-16 offsets. */
export interface CallPlace {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface Given {
  /** Its keyword; null by position, "*" and "**" for what is spread out. */
  readonly name: string | null;
  readonly value: Possible;
}

/** One of what stands in order. */
export interface Item {
  readonly value: Possible;
  /** The way to it, from the list's making on. */
  readonly way: Way;
}

export interface ItemList {
  readonly items: Item[];
  /** There may be others in it, anywhere. */
  open: boolean;
  readonly way: Way;
}

/** What stands under names, in the order in which it was put there: the last one counts. */
export interface Named {
  readonly sets: NamedSet[];
  open: boolean;
  readonly way: Way;
}

export interface NamedSet {
  readonly name: NamePattern;
  readonly value: Possible;
  readonly way: Way;
}

/** An object that a call makes. */
export interface Made extends Named, ItemList {
  /** Null for an object that is only supposed. */
  readonly place: CallPlace | null;
  /** Null where it is not known what is called. */
  readonly of: ClassThing | { readonly kind: "foreign"; readonly name: string } | null;
  /** What else may be called, where it is not known. */
  readonly beside: readonly Thing[];
  readonly given: readonly Given[];
  /** Its constructor is followed when somebody asks for what is in it. */
  progress: "new" | "running" | "done";
  open: boolean;
}

export const OPEN: Possible = { things: [], open: true };
export const NOTHING: Possible = { things: [], open: false };
export const NONE: Possible = { things: [{ kind: "constant", value: null }], open: false };

export function one(thing: Thing): Possible {
  return { things: [thing], open: false };
}

export function constant(value: number | boolean | null): Possible {
  return one({ kind: "constant", value });
}

/** One of several; with more than a few, anything. */
export function either(...all: readonly Possible[]): Possible {
  if (all.length === 1) return all[0]!;
  const things: Thing[] = [];
  let open = false;
  for (const possible of all) {
    open ||= possible.open;
    for (const thing of possible.things) if (!things.some((other) => isSame(other, thing))) things.push(thing);
  }
  return things.length > MOST_THINGS ? { things: things.slice(0, MOST_THINGS), open: true } : { things, open };
}

const MOST_THINGS = 64;

function isSame(a: Thing, b: Thing): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "constant":
      return b.kind === "constant" && a.value === b.value;
    case "text":
      return b.kind === "text" && a.text.length === b.text.length && a.text.every((piece, i) => piece === b.text[i]);
    case "class":
      return b.kind === "class" && a.of === b.of;
    case "function":
      return b.kind === "function" && a.of === b.of && a.made === b.made && a.closure === b.closure;
    case "foreign":
      return b.kind === "foreign" && a.name === b.name;
    case "list":
      return b.kind === "list" && a.list === b.list;
    case "dictionary":
      return b.kind === "dictionary" && a.dictionary === b.dictionary;
    case "object":
      return b.kind === "object" && a.made === b.made;
    case "file":
      return b.kind === "file" && a.home === b.home;
    default:
      return false;
  }
}

/** The one value that it is, where that is sure; undefined otherwise. */
export function sureValue({ things, open }: Possible): number | boolean | string | null | undefined {
  const [thing] = things;
  if (open || things.length !== 1 || !thing) return undefined;
  if (thing.kind === "constant") return thing.value;
  return thing.kind === "text" && thing.text.length === 1 && thing.text[0] !== null ? thing.text[0] : undefined;
}

export function sureNumber(possible: Possible): number | undefined {
  const value = sureValue(possible);
  return typeof value === "number" ? value : undefined;
}

/** Objects in a value, those in lists and mappings included. */
export function objectsIn({ things }: Possible, depth = 0): Made[] {
  if (depth > 3) return [];
  return things.flatMap((thing) => {
    if (thing.kind === "object") return thing.made;
    if (thing.kind === "list") return thing.list.items.flatMap(({ value }) => objectsIn(value, depth + 1));
    if (thing.kind === "dictionary") return thing.dictionary.sets.flatMap(({ value }) => objectsIn(value, depth + 1));
    return [];
  });
}

/** The single list that it is; null where it may be anything else. */
export function listIn({ things, open }: Possible): ItemList | null {
  const [thing] = things;
  return !open && things.length === 1 && thing?.kind === "list" ? thing.list : null;
}

/** Items that surely stand there, in this order; null where that is not known. */
export function plainItems(possible: Possible): readonly Possible[] | null {
  const list = listIn(possible);
  if (!list || list.open || list.items.some(({ way }) => way.length > 0)) return null;
  return list.items.map(({ value }) => value);
}
