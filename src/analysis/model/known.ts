import type { Call, Construction, Known, Value } from "./facts";

export const UNKNOWN: Known = { kind: "unknown" };

export function numberOf(value: number, integer: boolean, byDefault = false): Known {
  if (!Number.isFinite(value) || (integer && !Number.isSafeInteger(value))) return UNKNOWN;
  return { kind: "number", value, integer, byDefault };
}

/** The same value, marked as a mere default. */
export function asDefault(known: Known): Known {
  switch (known.kind) {
    case "number":
    case "boolean":
    case "text":
    case "none":
    case "foreign":
      return { ...known, byDefault: true };
    case "list":
      return { ...known, items: known.items.map((item) => ({ ...item, value: entryAsDefault(item.value) })) };
    case "class":
    case "function":
    case "partial":
    case "dictionary":
      return { kind: "either", options: [known, UNKNOWN] };
    default:
      return known;
  }
}

/** Lists in lists are not copied: they may be the same list many times. */
function entryAsDefault(known: Known): Known {
  return known.kind === "list" ? UNKNOWN : asDefault(known);
}

export function isDefault(known: Known): boolean {
  return "byDefault" in known && known.byDefault;
}

/** Whether two constants are the same; false for whatever is none. */
export function sameConstant(a: Known, b: Known): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "none") return true;
  if (a.kind === "foreign") return a.qualified === (b as typeof a).qualified;
  if (a.kind === "class" || a.kind === "function") return a.node === (b as typeof a).node;
  if (a.kind === "module") return a.construction === (b as typeof a).construction;
  if (a.kind === "tensor") return a.value === (b as typeof a).value;
  if (a.kind === "self" || a.kind === "super" || a.kind === "unknown") return true;
  return (a.kind === "number" || a.kind === "boolean" || a.kind === "text") && a.value === (b as typeof a).value;
}

/** One of both; what is a default in either is a default. More options than eight are unknown. */
export function eitherOf(a: Known, b: Known): Known {
  const options: Known[] = [];
  for (const option of [...optionsOf(a), ...optionsOf(b)]) {
    const at = options.findIndex((other) => sameConstant(other, option));
    if (at < 0) options.push(option);
    else if (isDefault(option)) options[at] = option;
  }
  if (options.length === 1) return options[0]!;
  return options.length > MAX_OPTIONS ? UNKNOWN : { kind: "either", options };
}

const MAX_OPTIONS = 8;

export function optionsOf(known: Known): readonly Known[] {
  return known.kind === "either" ? known.options : [known];
}

/** Whether a condition holds; null where that is not known for every argument. */
export function truth(known: Known): boolean | null {
  switch (known.kind) {
    case "boolean":
      return known.byDefault ? null : known.value;
    case "number":
      return known.byDefault ? null : known.value !== 0;
    case "text":
      return known.byDefault ? null : known.value !== "";
    case "none":
      return known.byDefault ? null : false;
    case "module":
    case "class":
    case "function":
    case "partial":
      return true;
    case "foreign":
      return known.byDefault ? null : true;
    default:
      return null;
  }
}

/** Tensors in a value, those in lists and mappings included. */
export function tensorsIn(known: Known): readonly Value[] {
  if (known.kind === "tensor") return [known.value];
  if (!isHolder(known)) return NONE;
  return leavesOf(known).flatMap((leaf) => (leaf.kind === "tensor" ? leaf.value : []));
}

/** Layers in a value, those in lists and mappings included. */
export function modulesIn(known: Known): readonly Construction[] {
  if (known.kind === "module") return [known.construction];
  if (!isHolder(known)) return NONE;
  return leavesOf(known).flatMap((leaf) => (leaf.kind === "module" ? leaf.construction : []));
}

/** What lists, mappings and choices hold in the end. A list that stands in several places is looked into once. */
function leavesOf(known: Known): Known[] {
  const leaves: Known[] = [];
  const seen = new Set<Known>([known]);
  for (const holder of seen) {
    for (const inner of heldBy(holder)) {
      if (!isHolder(inner)) leaves.push(inner);
      else if (seen.size < MAX_HOLDERS) seen.add(inner);
    }
  }
  return leaves;
}

function isHolder({ kind }: Known): boolean {
  return kind === "list" || kind === "dictionary" || kind === "either";
}

const NONE: readonly never[] = [];

function heldBy(known: Known): Iterable<Known> {
  if (known.kind === "list") return known.items.map(({ value }) => value);
  if (known.kind === "dictionary") return known.entries.values();
  return known.kind === "either" ? known.options : [];
}

const MAX_HOLDERS = 256;

/** Does something with every value that a call gives. */
export function letAll(call: Call, each: (value: Known) => void): void {
  for (const { value } of call.positional) each(value);
  for (const { value } of call.keywords.values()) each(value);
}

/** Every value that a call gives. */
export function valuesOf(call: Call): Known[] {
  const values = call.positional.map(({ value }) => value);
  for (const { value } of call.keywords.values()) values.push(value);
  return values;
}

/** What a call gives by keywords. */
export function keywordsOf({ keywords }: Call): ReadonlyMap<string, Known> {
  if (keywords.size === 0) return NO_KEYWORDS;
  const values = new Map<string, Known>();
  for (const [name, { value }] of keywords) values.set(name, value);
  return values;
}

/** Most calls give none: this one stands for all of theirs. */
export const NO_KEYWORDS: ReadonlyMap<string, never> = new Map<string, never>();
