import type { Syntax } from "../syntax";
import type { Child, Known, KnownList, Place } from "./facts";
import { eitherOf, UNKNOWN } from "./known";
import type { Frame, Machine } from "./machine";
import { inside, type Path } from "./path";

/** A list or tuple as it is written. */
export function listOf(machine: Machine, node: Syntax, frame: Frame): KnownList {
  const list = emptyList(frame, node, node.type !== "list");
  for (const child of node.children) {
    const value = machine.evaluate(child, frame);
    if (child.type === "list_splat") append(list, spread(value), frame, child);
    else list.items.push(item(value, [], child));
  }
  return list;
}

export function emptyList(frame: Frame, place: Place, tuple = false): KnownList {
  const at = { start: place.start, end: place.end };
  return { kind: "list", tuple, items: [], open: false, path: frame.path, place: at, given: [], escapes: false };
}

export function item(value: Known, path: Path, place: Place, name: string | null = null): Child {
  return { name, value, path, place: { start: place.start, end: place.end } };
}

/** The items of an iterable; null where they are not known. */
export function spread(of: Known): readonly Child[] | null {
  if (of.kind === "list") return of.open ? null : of.items;
  if (of.kind === "module" && of.construction.spec?.kind === "container") return of.construction.children;
  return null;
}

/** Adds items to a list in the place; it stays open where they are not known. */
export function append(list: KnownList, items: readonly Child[] | null, frame: Frame, place: Place): void {
  const path = inside(frame.path, list.path);
  if (items === null || list.items.length + items.length > MAX_ITEMS) list.open = true;
  else
    for (const child of items)
      list.items.push({ ...child, path: [...path, ...child.path], place: child.place ?? place });
}

const MAX_ITEMS = 1024;

export function concatenated(a: KnownList, b: KnownList, frame: Frame, node: Syntax): KnownList {
  const list = emptyList(frame, node, a.tuple && b.tuple);
  const fits = a.items.length + b.items.length <= MAX_ITEMS;
  if (fits) list.items.push(...a.items, ...b.items);
  list.open = a.open || b.open || !fits;
  list.escapes ||= !fits;
  list.escapes ||= a.escapes || b.escapes;
  return list;
}

/** `[block] * n`: the same objects again and again. */
export function repeated(machine: Machine, of: KnownList, count: Known, frame: Frame, node: Syntax): KnownList {
  const list = emptyList(frame, node, of.tuple);
  list.open = of.open;
  const times = count.kind === "number" && !count.byDefault ? count.value : null;
  if (times !== null && times * of.items.length <= MAX_REPEATED) {
    for (let i = 0; i < times; i++) list.items.push(...of.items);
    return list;
  }
  const step = { id: machine.ids++, arm: 0, loop: true, condition: null };
  list.items.push(...of.items.map((child) => ({ ...child, path: [step, ...child.path] })));
  return list;
}

const MAX_REPEATED = 64;

/** One element; null asks for any of them. */
export function itemAt(list: KnownList, index: number | null): Known {
  const certain = !list.open && list.items.every(({ path }) => path.length === 0);
  if (index !== null && certain) return list.items.at(index)?.value ?? UNKNOWN;
  if (list.open || list.items.length === 0)
    return list.items.reduce((known: Known, { value }) => eitherOf(known, value), UNKNOWN);
  return list.items.map(({ value }) => value).reduce(eitherOf);
}
