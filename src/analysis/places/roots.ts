import type { CodeClass, CodeFunction } from "../flow/code";
import { callFunction } from "./call";
import { lineOf, mayHoldLayers } from "./classes";
import { type Definition, definitionsOf } from "./definitions";
import type { PythonFile } from "./modulePath";
import { homeOf } from "./newWalk";
import { type ClassThing, type Home, type Made, OPEN, type Thing } from "./possible";
import { allow, frameOf, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/** An object that may be the whole model. */
export interface Root {
  readonly made: Made;
  readonly of: ClassThing;
}

/**
 * Objects that may be the model that has parts of these names: each class of modules that may have enough of them, with
 * arguments that nobody knows, and each object of such a class that the code of the workspace makes.
 *
 * @param hasEnough whether an object may have as many parts as the whole model must have
 */
export function rootsFor(
  walk: Walk,
  files: readonly PythonFile[],
  names: ReadonlySet<string>,
  hasEnough: (made: Made) => boolean,
): Root[] {
  const classes = supposedRoots(walk, files, names).filter(({ made }) => hasEnough(made));
  for (const { of } of classes) walk.wanted.add(of.of);
  runMakers(walk, files, namesThatLeadTo(files, walk.wanted));
  const made = walk.made.flatMap((one) => (one.of?.kind === "class" ? { made: one, of: one.of } : []));
  return [...classes, ...distinct(made)].slice(0, MOST_ROOTS);
}

/** Objects of the classes of modules that may have parts of these names, with arguments that nobody knows. */
export function supposedRoots(walk: Walk, files: readonly PythonFile[], names: ReadonlySet<string>): Root[] {
  const wanted = classesWith(files, names);
  return files.flatMap(({ path, code }) => {
    const classes = definitionsOf(code).all.filter(({ of }) => wanted.has(of));
    if (classes.length === 0) return [];
    allow(walk, STEPS_EACH);
    const home = homeOf(walk, path, code);
    const things = classes.map(({ of }): ClassThing => ({ kind: "class", of: of as CodeClass, home }));
    return things.filter((thing) => isModule(walk, thing)).map((of) => ({ of, made: supposed(of) }));
  });
}

const STEPS_EACH = 40_000;
export const MOST_ROOTS = 400;

/** An object of a class that somebody may make, with whatever arguments. */
function supposed(of: ClassThing): Made {
  return { place: null, of, beside: [], given: [], way: STRAIGHT, sets: [], items: [], open: false, progress: "new" };
}

function isModule(walk: Walk, of: ClassThing): boolean {
  const { foreign, open } = lineOf(walk, of);
  return open || foreign.some(mayHoldLayers);
}

/** Classes that may have parts of these names, as far as words tell, and those that are derived from them. */
function classesWith(files: readonly PythonFile[], names: ReadonlySet<string>): Set<CodeClass | CodeFunction> {
  const all = files.flatMap(({ code }) => definitionsOf(code).all.filter(({ isClass }) => isClass));
  const wanted = new Set<CodeClass | CodeFunction>();
  const wantedNames = new Set<string>();
  const isFirst = ({ names: own, of }: Definition) =>
    [...ANYTHING, ...names].some((name) => own.has(name)) ||
    basesIn(of as CodeClass).some((base) => CONTAINERS.has(base));
  for (let grown = true; grown; ) {
    grown = false;
    for (const definition of all) {
      if (wanted.has(definition.of)) continue;
      const isDerived = basesIn(definition.of as CodeClass).some((base) => wantedNames.has(base));
      if (!isDerived && !isFirst(definition)) continue;
      wanted.add(definition.of);
      wantedNames.add(definition.name);
      grown = true;
    }
  }
  return wanted;
}

/** What puts parts under names that are no words of the code. */
const ANYTHING = ["add_module", "register_module", "setattr", "__setattr__"];

/** Classes derived from these have parts without names, or of names that they are given. */
const CONTAINERS: ReadonlySet<string> = new Set(["Sequential", "ModuleList", "ModuleDict"]);

function basesIn({ bases }: CodeClass): string[] {
  return bases.map(lastName);
}

function lastName(base: CodeClass["bases"][number]): string {
  return base.kind === "name" || base.kind === "member" ? base.name : base.kind === "item" ? lastName(base.of) : "";
}

/** Functions and classes that mention the classes, or what mentions them. */
function namesThatLeadTo(files: readonly PythonFile[], wanted: ReadonlySet<unknown>): ReadonlySet<string> {
  const all = files.flatMap(({ code }) => definitionsOf(code).all);
  const leading = new Set(all.flatMap(({ of, name }) => (wanted.has(of) ? name : [])));
  for (let grown = true, rounds = 0; grown && rounds < MOST_ROUNDS; rounds++) {
    grown = false;
    for (const { name, names } of all) {
      if (leading.has(name) || ![...names].some((one) => leading.has(one))) continue;
      leading.add(name);
      grown = true;
    }
  }
  return leading;
}

const MOST_ROUNDS = 4;

/** Runs what may make objects of the classes: the files' own statements, functions, and the methods of other classes. */
function runMakers(walk: Walk, files: readonly PythonFile[], leading: ReadonlySet<string>): void {
  const leads = (names: ReadonlySet<string>) => [...names].some((name) => leading.has(name));
  for (const { path, code } of files) {
    const { all, names } = definitionsOf(code);
    const makers = all.filter((one) => leads(one.names));
    if (makers.length === 0 && !leads(names)) continue;
    allow(walk, STEPS_EACH);
    const home = homeOf(walk, path, code);
    for (const { of, isClass } of makers) {
      allow(walk, STEPS_EACH);
      if (!isClass) runAlone(walk, of as CodeFunction, home);
      else walk.construct(supposed({ kind: "class", of: of as CodeClass, home }));
    }
  }
}

function runAlone(walk: Walk, of: CodeFunction, home: Home): void {
  const given = [
    { name: "*", value: OPEN },
    { name: "**", value: OPEN },
  ];
  callFunction(
    walk,
    { kind: "function", of, home, closure: null, made: null, owner: null },
    given,
    frameOf(home, new Map()),
  );
}

/** Objects of the same class that are given the same, once. */
function distinct(roots: readonly Root[]): Root[] {
  const known = new Map<CodeClass, Set<string>>();
  return roots.filter(({ made, of }) => {
    const key = made.given.map(({ name, value }) => `${name}=${keyOf(value)}`).join(",");
    const keys = known.get(of.of) ?? new Set();
    known.set(of.of, keys);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
}

/** What a value is, in words. */
function keyOf({ things, open }: Made["given"][number]["value"]): string {
  const keys = things.map((thing): string => {
    switch (thing.kind) {
      case "constant":
        return String(thing.value);
      case "text":
        return JSON.stringify(thing.text);
      case "class":
        return `${thing.home.file}:${thing.of.start}`;
      case "foreign":
        return thing.name;
      case "list":
        return `[${thing.list.items.map(({ value, way }) => `${keyOf(value)}${way.length}`).join(",")}${thing.list.open}]`;
      default:
        return `${thing.kind} ${idOf(thing)}`;
    }
  });
  return `${keys.join("|")}${open ? "?" : ""}`;
}

/** Functions and objects by where they stand in the code. */
function idOf(thing: Thing): string {
  if (thing.kind === "function") return `${thing.home.file}:${thing.of.start}`;
  if (thing.kind !== "object" || !thing.made.place) return "";
  const { place, given } = thing.made;
  return `${place.file}:${place.start}(${given.map(({ value }) => keyOf(value)).join(",")})`;
}
