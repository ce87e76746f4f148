/**
 * What a pickle holds, as inert data. Objects of classes are not made: what would make them is kept, with all that it
 * would be given. Containers may hold themselves.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleBytes
  | PickleItems
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PicklePersistent;

/** Bytes of the pickle; also text and numbers too long to be a name or a figure. */
export interface PickleBytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

export interface PickleItems {
  readonly kind: "list" | "tuple" | "set";
  readonly items: readonly PickleValue[];
}

/** A dict, an OrderedDict or a defaultdict. */
export interface PickleDict {
  readonly kind: "dict";
  readonly entries: ReadonlyMap<PickleValue, PickleValue>;
}

/** The name of a class or function: "collections.OrderedDict". */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** What calling `callee` would have given, and what would have been done to it then. */
export interface PickleObject {
  readonly kind: "object";
  readonly callee: PickleValue;
  readonly args: PickleValue;
  /** What `__setstate__` or `__dict__` would have been given; undefined where nothing was. */
  readonly state: PickleValue | undefined;
  readonly items: readonly PickleValue[];
  readonly entries: ReadonlyMap<PickleValue, PickleValue>;
}

/** Something that is kept outside of the pickle. */
export interface PicklePersistent {
  readonly kind: "persistent";
  readonly id: PickleValue;
}

export function isDict(value: PickleValue | undefined): value is PickleDict {
  return typeof value === "object" && value !== null && value.kind === "dict";
}

export function isObject(value: PickleValue | undefined): value is PickleObject {
  return typeof value === "object" && value !== null && value.kind === "object";
}

export function isTuple(value: PickleValue | undefined): value is PickleItems {
  return typeof value === "object" && value !== null && value.kind === "tuple";
}

/** The name of a class or function, if it is one. */
export function globalName(value: PickleValue | undefined): string | undefined {
  return typeof value === "object" && value !== null && value.kind === "global" ? value.name : undefined;
}

/** What a list, a tuple or a set holds; nothing for everything else. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] {
  return typeof value === "object" && value !== null && "items" in value ? value.items : [];
}

/** What a value is, in words: "a dict". */
export function kindText(value: PickleValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "None";
  if (typeof value !== "object") return typeof value === "string" ? "a string" : `a ${typeof value}`;
  const { kind } = value;
  if (kind === "object") return "an object";
  if (kind === "bytes") return "bytes";
  return kind === "global" ? `the name ${value.name}` : `a ${kind}`;
}
