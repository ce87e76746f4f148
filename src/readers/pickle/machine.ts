import { quoteName } from "../quoteName";
import type { PickleDict, PickleItems, PickleObject, PickleValue } from "./pickleValue";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The pickle virtual machine: what a pickle's opcodes work on. It makes data and nothing else. */
export interface Machine {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly label: string;
  readonly stack: PickleValue[];
  /** Heights of the stack where marks stand. */
  readonly marks: number[];
  /** Entries whose numbers follow each other, as all writers number them. */
  readonly memo: PickleValue[];
  readonly sparseMemo: Map<number, PickleValue>;
  readonly persistents: PickleValue[];
  memory: number;
  readonly memoryLimit: number;
  /** Place of the opcode at work. */
  at: number;
}

/**
 * Estimated bytes of memory that a pickle's values may take: more the longer it is, because a short one of great effect
 * is an attack. What describes a tensor takes about 1 kB, five times its bytes in the pickle.
 */
const LEAST_MEMORY = 32 << 20;
const MEMORY_PER_BYTE = 10;
const MOST_MEMORY = 256 << 20;
const MOST_STACK = 1_000_000;

/** Estimates of what V8 takes. */
export const MEMORY = { item: 8, object: 96, dict: 96, entry: 64, string: 24, sparseMemo: 256 } as const;

const NO_ITEMS: readonly PickleValue[] = [];
const NO_ENTRIES: ReadonlyMap<PickleValue, PickleValue> = new Map();

export function createMachine(bytes: Uint8Array, label: string): Machine {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const empty = { stack: [], marks: [], memo: [], sparseMemo: new Map(), persistents: [] };
  const memoryLimit = Math.min(MOST_MEMORY, LEAST_MEMORY + MEMORY_PER_BYTE * bytes.length);
  return { bytes, view, label, ...empty, memory: 0, memoryLimit, at: 0 };
}

export function fail(machine: Machine, what: string): never {
  throw new Error(`${machine.label}: pickle, byte ${machine.at}: ${what}`);
}

export function charge(machine: Machine, memory: number): void {
  machine.memory += memory;
  if (machine.memory > machine.memoryLimit) {
    fail(machine, `its values would take more memory than the ${machine.memoryLimit >> 20} MiB that it is given`);
  }
}

export function push(machine: Machine, value: PickleValue): void {
  if (machine.stack.length >= MOST_STACK) fail(machine, `over ${MOST_STACK} values wait on its stack`);
  machine.stack.push(value);
}

export function pop(machine: Machine): PickleValue {
  if (machine.stack.length <= floor(machine)) fail(machine, "takes a value from an empty stack");
  return machine.stack.pop()!;
}

export function top(machine: Machine): PickleValue {
  if (machine.stack.length <= floor(machine)) fail(machine, "needs a value on an empty stack");
  return machine.stack.at(-1)!;
}

/** What was pushed since the last mark, which is taken away too. */
export function popToMark(machine: Machine): PickleValue[] {
  const height = machine.marks.pop();
  if (height === undefined) fail(machine, "takes values down to a mark, but there is no mark");
  return machine.stack.splice(height);
}

export function floor(machine: Machine): number {
  return machine.marks.at(-1) ?? 0;
}

/** A list, tuple or set of `items`, an array of its own; without any, the same for all until one is added. */
export function makeItems(machine: Machine, kind: PickleItems["kind"], items: readonly PickleValue[]): PickleItems {
  charge(machine, MEMORY.object + items.length * MEMORY.item);
  return { kind, items: items.length === 0 ? NO_ITEMS : items };
}

export function makeDict(machine: Machine, pairs: readonly (readonly [PickleValue, PickleValue])[] = []): PickleDict {
  charge(machine, MEMORY.object);
  const dict: PickleDict = { kind: "dict", entries: NO_ENTRIES };
  if (pairs.length > 0) addEntries(machine, dict, pairs.flat());
  return dict;
}

export function makeObject(machine: Machine, callee: PickleValue, args: PickleValue): PickleObject {
  charge(machine, MEMORY.object);
  return { kind: "object", callee, args, state: undefined, items: NO_ITEMS, entries: NO_ENTRIES };
}

/** Adds to a list, a set or an object; most have nothing to add, so their array is made when it is needed. */
export function addItems(machine: Machine, target: PickleValue, items: readonly PickleValue[]): void {
  const kind = typeof target === "object" && target !== null ? target.kind : undefined;
  if (kind !== "list" && kind !== "set" && kind !== "object") fail(machine, "appends to what is neither list nor set");
  charge(machine, items.length * MEMORY.item);
  const holder = target as Mutable<PickleItems | PickleObject>;
  if (holder.items === NO_ITEMS) holder.items = [];
  const own = holder.items as PickleValue[];
  for (const item of items) own.push(item);
}

/** Adds keys and values, by turns, to a dict or an object. */
export function addEntries(machine: Machine, target: PickleValue, flat: readonly PickleValue[]): void {
  const kind = typeof target === "object" && target !== null ? target.kind : undefined;
  if (kind !== "dict" && kind !== "object") fail(machine, "sets entries of what is no dict");
  if (flat.length % 2 === 1) fail(machine, `sets entries of a dict from ${flat.length} values, one without a partner`);
  const holder = target as Mutable<PickleDict | PickleObject>;
  if (holder.entries === NO_ENTRIES) {
    charge(machine, MEMORY.dict);
    holder.entries = new Map();
  }
  charge(machine, (flat.length / 2) * MEMORY.entry);
  const own = holder.entries as Map<PickleValue, PickleValue>;
  for (let i = 0; i < flat.length; i += 2) own.set(flat[i]!, flat[i + 1]!);
}

/** Keeps what an object's state would be set to; what was set before is kept beside it. */
export function setState(machine: Machine, target: PickleValue, state: PickleValue): void {
  if (typeof target !== "object" || target === null || target.kind !== "object") return;
  const object = target as Mutable<PickleObject>;
  object.state = object.state === undefined ? state : makeItems(machine, "tuple", [object.state, state]);
}

export function remember(machine: Machine, place: number, value: PickleValue): void {
  const { memo, sparseMemo } = machine;
  charge(machine, place <= memo.length ? MEMORY.item : MEMORY.sparseMemo);
  if (place <= memo.length) memo[place] = value;
  else sparseMemo.set(place, value);
}

export function recall(machine: Machine, place: number): PickleValue {
  const { memo, sparseMemo } = machine;
  const value = place < memo.length ? memo[place] : sparseMemo.get(place);
  if (value === undefined) fail(machine, `recalls value ${quoteName(String(place))}, but never kept it`);
  return value;
}
