import { quoteName } from "../quoteName";
import { findsFunctions, isDenied } from "./deniedGlobals";
import { charge, fail, type Machine, MEMORY, makeDict, makeItems, makeObject } from "./machine";
import {
  globalName,
  isDict,
  isObject,
  isTuple,
  itemsOf,
  kindText,
  type PickleItems,
  type PickleValue,
} from "./pickleValue";

const LONGEST_SCALAR = 64;

/** The name of a class or function. Throws where only a pickle that means harm names it. */
export function makeGlobal(machine: Machine, module: string, name: string): PickleValue {
  if (isDenied(module, name)) refuseToRun(machine, `${module}.${name}`);
  charge(machine, MEMORY.object + module.length + name.length);
  return { kind: "global", name: `${module}.${name}` };
}

/** What calling `callee` gives: containers as such, everything else as inert data. Nothing is ever called. */
export function construct(machine: Machine, callee: PickleValue, args: PickleValue): PickleValue {
  const name = globalName(callee);
  if (isObject(callee) && findsFunctions(globalName(callee.callee))) {
    refuseToRun(machine, `what ${globalName(callee.callee)} finds`);
  }
  if (name === undefined && !isObject(callee) && !(callee !== null && kindOf(callee) === "persistent")) {
    fail(machine, `calls ${quoteName(kindText(callee))}`);
  }
  return (name === undefined ? undefined : CONTAINERS.get(name)?.(machine, args)) ?? makeObject(machine, callee, args);
}

function kindOf(value: PickleValue): string | undefined {
  return typeof value === "object" && value !== null ? value.kind : undefined;
}

function refuseToRun({ label }: Machine, what: string): never {
  const advice = "it is never executed, and a file that does so is not to be trusted";
  throw new Error(`${label}: its pickle would run ${quoteName(what)}; ${advice}`);
}

type Construct = (machine: Machine, args: PickleValue) => PickleValue | undefined;

/** Classes of Python, and of PyTorch where that is a tuple, that hold values and do nothing. */
const CONTAINERS: ReadonlyMap<string, Construct> = new Map([
  ["collections.OrderedDict", dictOf],
  ["collections.Counter", dictOf],
  ["collections.defaultdict", (machine) => makeDict(machine)],
  ["collections.deque", itemsAs("list")],
  ["torch.Size", itemsAs("tuple")],
  ["_codecs.encode", encoded],
  ...["builtins", "__builtin__"].flatMap((module): readonly (readonly [string, Construct])[] => [
    [`${module}.dict`, dictOf],
    [`${module}.list`, itemsAs("list")],
    [`${module}.tuple`, itemsAs("tuple")],
    [`${module}.set`, itemsAs("set")],
    [`${module}.frozenset`, itemsAs("set")],
    [`${module}.bytearray`, (_machine, args) => first(args)],
  ]),
  ...["copyreg", "copy_reg"].flatMap((module): readonly (readonly [string, Construct])[] => [
    [`${module}._reconstructor`, reconstructed],
    [`${module}.__newobj__`, reconstructed],
  ]),
]);

/** OrderedDict and the like from nothing, from another dict, or from a list of pairs as Python 2 wrote it. */
function dictOf(machine: Machine, args: PickleValue): PickleValue | undefined {
  const from = first(args);
  if (isDict(from)) return makeDict(machine, [...from.entries]);
  const pairs = itemsOf(from).map((pair) => itemsOf(pair));
  if (pairs.some((pair) => pair.length !== 2)) return undefined;
  return makeDict(
    machine,
    pairs.map(([key, value]) => [key!, value!] as const),
  );
}

function itemsAs(kind: PickleItems["kind"]): Construct {
  return (machine, args) => makeItems(machine, kind, [...itemsOf(first(args))]);
}

/** Bytes as protocol 2 writes them: text of Latin-1 characters. */
function encoded(machine: Machine, args: PickleValue): PickleValue | undefined {
  const text = first(args);
  if (typeof text !== "string") return text;
  charge(machine, MEMORY.object);
  // What is longer is no scalar but an array's values, which are not read from here.
  if (text.length > LONGEST_SCALAR) return { kind: "bytes", bytes: new Uint8Array() };
  return { kind: "bytes", bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}

/** An object as protocols 0 and 1 write it: its class is the first argument. */
function reconstructed(machine: Machine, args: PickleValue): PickleValue | undefined {
  const [type, ...rest] = itemsOf(args);
  return globalName(type) === undefined
    ? undefined
    : construct(machine, type!, makeItems(machine, "tuple", rest.slice(2)));
}

function first(args: PickleValue): PickleValue | undefined {
  return isTuple(args) ? args.items[0] : undefined;
}
