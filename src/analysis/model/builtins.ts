import type { Syntax } from "../syntax";
import type { Call, Known } from "./facts";
import { letAll, numberOf, tensorsIn, UNKNOWN, valuesOf } from "./known";
import { emptyList, item, spread } from "./lists";
import { type DraftConstruction, draftOf, type Frame, type Machine } from "./machine";
import { memberOf } from "./members";
import { giveAway, letEscape } from "./operations";
import { setAttribute } from "./targets";

/** Python's own functions, and the few of its library, that matter here; null for any other. */
export function callBuiltin(machine: Machine, qualified: string, call: Call, site: Syntax, frame: Frame): Known | null {
  const [first, second, third] = call.positional.map(({ value }) => value);
  switch (qualified) {
    case "builtins.min":
    case "builtins.max":
    case "builtins.int":
    case "builtins.abs":
    case "builtins.round":
      return (
        computed(qualified.slice("builtins.".length), call) ?? giveAway(machine, frame, valuesOf(call), qualified, site)
      );
    case "builtins.len":
      return first?.kind === "list" && !first.open && first.items.every(({ path }) => path.length === 0)
        ? numberOf(first.items.length, true)
        : UNKNOWN;
    case "builtins.list":
    case "builtins.tuple":
    case "builtins.reversed":
      return first
        ? copied(first, qualified.endsWith("reversed"), frame, site)
        : emptyList(frame, site, qualified.endsWith("tuple"));
    case "builtins.zip":
      return zipped(call, frame, site);
    case "builtins.enumerate":
      return first ? enumerated(first, frame, site) : UNKNOWN;
    case "builtins.dict":
    case "collections.OrderedDict":
      return dictionary(first, call, site);
    case "builtins.super":
      return { kind: "super" };
    case "builtins.setattr":
      if (first?.kind === "self" && second?.kind === "text" && third) setAttribute(frame, second.value, third, site);
      else if (third) letEscape(third);
      return UNKNOWN;
    case "builtins.getattr":
      if (first && second?.kind === "text") return memberOf(machine, first, second.value, site, frame);
      if (first?.kind === "self") openAttributes(frame);
      return UNKNOWN;
    case "builtins.isinstance":
    case "builtins.hasattr":
    case "builtins.range":
    case "builtins.print":
    case "builtins.type":
    case "builtins.id":
    case "builtins.callable":
    case "builtins.issubclass":
      return UNKNOWN;
    case "copy.deepcopy":
    case "copy.copy":
      return first ? cloned(machine, first, frame) : UNKNOWN;
    default:
      return null;
  }
}

function computed(name: string, call: Call): Known | null {
  const values =
    call.positional.length === 1 && call.positional[0]!.value.kind === "list"
      ? (spread(call.positional[0]!.value) ?? []).map(({ value }) => value)
      : valuesOf(call);
  const numbers: number[] = [];
  let [integer, byDefault] = [true, false];
  for (const value of values) {
    if (value.kind !== "number") return null;
    numbers.push(value.value);
    integer &&= value.integer;
    byDefault ||= value.byDefault;
  }
  if (numbers.length === 0) return null;
  if (name === "min" || name === "max") return numberOf(Math[name](...numbers), integer, byDefault);
  if (numbers.length > 1) return null;
  if (name === "abs") return numberOf(Math.abs(numbers[0]!), integer, byDefault);
  if (name === "round") return numberOf(roundHalfEven(numbers[0]!), true, byDefault);
  return numberOf(Math.trunc(numbers[0]!), true, byDefault);
}

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function copied(of: Known, backwards: boolean, frame: Frame, site: Syntax): Known {
  const items = spread(of);
  if (!items) return of.kind === "list" ? of : UNKNOWN;
  const list = emptyList(frame, site, false);
  list.items.push(...(backwards ? items.toReversed() : items));
  return list;
}

/** Pairs of what stands at the same place; unknown where the lists are not of one known length. */
function zipped(call: Call, frame: Frame, site: Syntax): Known {
  const lists = call.positional.map(({ value }) => spread(value));
  const [first] = lists;
  if (!first || lists.some((list) => list?.length !== first.length)) {
    letAll(call, letEscape);
    return call.positional.find(({ value }) => tensorsIn(value).length > 0)?.value ?? UNKNOWN;
  }
  const all = emptyList(frame, site);
  for (const [i, child] of first.entries()) {
    const tuple = emptyList(frame, site, true);
    tuple.items.push(...lists.map((list) => item(list![i]!.value, [], site)));
    all.items.push(item(tuple, child.path, site));
  }
  return all;
}

function enumerated(of: Known, frame: Frame, site: Syntax): Known {
  const items = spread(of);
  if (!items) return of.kind === "tensor" ? of : UNKNOWN;
  const all = emptyList(frame, site);
  const certain = items.every(({ path }) => path.length === 0);
  for (const [i, child] of items.entries()) {
    const pair = emptyList(frame, site, true);
    pair.items.push(item(certain ? numberOf(i, true) : UNKNOWN, [], site), item(child.value, [], site));
    all.items.push(item(pair, child.path, site));
  }
  return all;
}

function dictionary(first: Known | undefined, call: Call, site: Syntax): Known {
  const entries = new Map<string, Known>();
  let open = call.open;
  for (const { value } of first ? (spread(first) ?? []) : []) {
    const [key, entry] = value.kind === "list" ? value.items : [];
    if (key && entry) entries.set(key.value.kind === "text" ? key.value.value : `?${entries.size}`, entry.value);
    else open = true;
  }
  if (first?.kind === "dictionary") for (const [name, value] of first.entries) entries.set(name, value);
  else if (first && !spread(first)) open = true;
  for (const [name, { value }] of call.keywords) entries.set(name, value);
  return { kind: "dictionary", entries, open, place: { start: site.start, end: site.end } };
}

/** `getattr(self, name)` with a name that is not known may reach any layer. */
function openAttributes(frame: Frame): void {
  for (const value of frame.self?.attributes.values() ?? []) letEscape(value);
}

/** Another object of the same kind. */
function cloned(machine: Machine, of: Known, frame: Frame): Known {
  if (of.kind !== "module") return of;
  const draft = draftOf(of.construction);
  machine.steps -= draft.children.length;
  if (machine.steps < 0) return UNKNOWN;
  const copy: DraftConstruction = {
    ...draft,
    id: machine.ids++,
    arguments: new Map(draft.arguments),
    path: frame.path,
    attribute: null,
    uses: [],
    wrappers: [...draft.wrappers],
    children: draft.children.map((child) => ({ ...child, value: cloned(machine, child.value, frame) })),
  };
  machine.constructions.push(copy);
  return { kind: "module", construction: copy };
}
