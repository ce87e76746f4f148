import { isDict, isObject, itemsOf, type PickleObject, type PickleValue } from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import { className } from "./checkpointFacts";
import type { Outside, TorchTensor } from "./savedTensor";
import { isTensor, readTensor, subclassState } from "./torchTensor";

/** A tensor of a checkpoint and the way to it through dicts, lists and modules. */
export interface FoundTensor {
  readonly path: readonly string[];
  readonly tensor: TorchTensor;
  /** Whether an optimizer keeps it. */
  readonly isOptimizers: boolean;
}

/** An object of a class, and the way to it: most are modules. */
export interface FoundModule {
  readonly path: readonly string[];
  readonly className: string;
  readonly attributes: ReadonlyMap<PickleValue, PickleValue>;
}

/** What a checkpoint holds. */
export interface Found {
  readonly tensors: readonly FoundTensor[];
  /** The objects that hold tensors. */
  readonly modules: readonly FoundModule[];
}

const MOST_DEPTH = 300;
const MOST_TENSORS = 300_000;

/**
 * The tensors of a checkpoint, in its order, each under every name that leads to it. A module's are those of its
 * `state_dict`. What is nested more than 300 levels deep is left out.
 * Throws, naming `label` and the tensor, as `readTensor` does, and for more than 300,000 tensors.
 */
export function findTensors(root: PickleValue, outside: Outside, label: string): Found {
  const holds = createHolds(outside);
  const tensors: FoundTensor[] = [];
  const modules: FoundModule[] = [];
  const above = new Set<PickleValue>();
  visit(root, [], false);
  return { tensors, modules };

  function visit(value: PickleValue, path: readonly string[], isOptimizers: boolean): void {
    if (!holds(value) || above.has(value) || above.size > MOST_DEPTH) return;
    above.add(value);
    if (isTensor(value, outside)) add(value, path, isOptimizers);
    else {
      addModule(value, path);
      const optimizers = isOptimizers || isOptimizer(value);
      for (const [key, child] of childrenOf(value)) visit(child, [...path, key], optimizers);
    }
    above.delete(value);
  }

  function addModule(value: PickleValue, path: readonly string[]): void {
    const type = className(value);
    if (type === undefined || !isObject(value)) return;
    modules.push({ path, className: type, attributes: entriesOf(value.state) ?? NO_ENTRIES });
  }

  function add(value: PickleValue, path: readonly string[], isOptimizers: boolean): void {
    if (tensors.length >= MOST_TENSORS) throw new Error(`${label}: over ${MOST_TENSORS} tensors`);
    const place = path.length === 0 ? label : `${label}: ${quoteName(path.join("."))}`;
    tensors.push({ path, tensor: readTensor(value, outside, place), isOptimizers });
    const state = subclassState(value);
    if (state !== undefined) visit(state, path, isOptimizers);
  }
}

/** Whether a tensor lies in a value or below. Each value is looked into once, so that shared ones cost nothing. */
function createHolds(outside: Outside): (value: PickleValue) => boolean {
  const known = new Map<PickleValue, boolean>();
  const holds = (value: PickleValue, depth: number): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (isTensor(value, outside)) return true;
    const answer = known.get(value);
    if (answer !== undefined || depth > MOST_DEPTH) return answer ?? false;
    // Until it is known, so that what holds itself ends.
    known.set(value, false);
    let any = false;
    for (const [, child] of childrenOf(value)) any = holds(child, depth + 1) || any;
    known.set(value, any);
    return any;
  };
  return (value) => holds(value, 0);
}

/** An optimizer, or what `state_dict` of one gives. */
function isOptimizer(value: PickleValue): boolean {
  const entries = isObject(value) ? entriesOf(value.state) : entriesOf(value);
  return entries?.has("state") === true && entries.has("param_groups");
}

type Child = readonly [key: string, value: PickleValue];

/** What a value holds, and by which names. */
function childrenOf(value: PickleValue): Iterable<Child> {
  if (isObject(value)) return objectChildren(value);
  const entries = entriesOf(value);
  return entries ? named(entries) : indexed(itemsOf(value));
}

/** A module's parameters, buffers and modules; all that any other object holds. */
function* objectChildren({ state, args, items, entries }: PickleObject): Iterable<Child> {
  const attributes = entriesOf(state);
  const parts = ["_parameters", "_buffers", "_modules"].map((part) => attributes?.get(part));
  if (parts.every(isDict)) {
    for (const part of parts) yield* named(part.entries);
    return;
  }
  yield* indexed(itemsOf(args));
  if (attributes) yield* named(attributes);
  else if (state !== undefined) yield* statesChildren(state);
  yield* indexed(items);
  yield* named(entries);
}

/** A state that is no dict: attributes and slots, or whatever `__getstate__` gave. */
function* statesChildren(state: PickleValue): Iterable<Child> {
  for (const [key, part] of indexed(itemsOf(state))) {
    const entries = entriesOf(part);
    if (entries) yield* named(entries);
    else yield [key, part];
  }
}

const NO_ENTRIES: ReadonlyMap<PickleValue, PickleValue> = new Map();

function entriesOf(value: PickleValue | undefined): ReadonlyMap<PickleValue, PickleValue> | undefined {
  return isDict(value) ? value.entries : undefined;
}

function* named(entries: ReadonlyMap<PickleValue, PickleValue>): Iterable<Child> {
  let index = 0;
  for (const [key, value] of entries) {
    yield [typeof key === "object" && key !== null ? String(index) : String(key), value];
    index++;
  }
}

function* indexed(items: readonly PickleValue[]): Iterable<Child> {
  for (const [index, value] of items.entries()) yield [String(index), value];
}
