import { copyMap } from "../copyMap";
import type { CodeClass, CodeFunction, Expression, Step } from "../flow/code";
import type { FilesAround } from "../flow/walk";
import type { NamePattern } from "./namePattern";
import {
  type CallPlace,
  type ClassThing,
  either,
  type FunctionThing,
  type Given,
  type Home,
  type Item,
  type ItemList,
  type Made,
  type Named,
  type NamedSet,
  type Possible,
} from "./possible";
import { inside, STRAIGHT, type Way } from "./way";

/**
 * What walks through the code that makes models, with what values may be instead of values. Lists and objects are written to
 * in place, each time with the way of branches and loops that leads there. The parts call each other through it.
 */
export interface Walk {
  readonly files: FilesAround;
  readonly homes: Map<string, Home>;
  /** How many files' own statements are being run. */
  running: number;
  readonly lines: Map<CodeClass, ClassLine>;
  /** Methods that may change what a class's objects hold later. */
  readonly later: Map<CodeClass, readonly OwnMethod[]>;
  /** Classes whose objects are noted, and those, in the order of their making. */
  readonly wanted: Set<CodeClass>;
  readonly made: Made[];
  /** Functions that are being called. */
  readonly stack: CodeFunction[];
  /** What was written where, so that it can be taken back. */
  readonly journal: unknown[][];
  /** Steps that all of a match may still take, and how many of them were allowed last. */
  total: number;
  allowed: number;
  /** Steps that are left; below zero whatever is asked may be anything. */
  steps: number;
  depth: number;
  ids: number;
  evaluate(expression: Expression, frame: Frame): Possible;
  execute(steps: readonly Step[], frame: Frame): Flow;
  call(callee: Possible, given: readonly Given[], place: CallPlace, frame: Frame): Possible;
  /** What a name of a class, of its bases or of an object stands for. */
  member(of: Possible, name: string, frame: Frame): Possible;
  /** What a qualified name stands for where a file imports it, and a module of the workspace. */
  imported(qualified: string, from: Home): Possible;
  nameOf(home: Home, name: string): Possible | null;
  importedHome(module: string, from: Home): Home | null;
  /** Follows the constructor of an object, once. */
  construct(made: Made): void;
}

/** The workspace's classes that a class is derived from, itself first, and the names of others. */
export interface ClassLine {
  readonly own: readonly ClassThing[];
  readonly foreign: readonly string[];
  /** There may be more. */
  readonly open: boolean;
}

export interface OwnMethod {
  readonly owner: ClassThing;
  readonly method: CodeFunction;
}

/** How statements end: the next one is reached, or they were left, or there was an error. */
export type Flow = "next" | "left" | "raised";

/** One function at work, or a file's own statements. */
export interface Frame {
  env: Map<string, Possible>;
  readonly closure: ReadonlyMap<string, Possible> | null;
  readonly home: Home;
  way: Way;
  readonly self: Made | null;
  readonly owner: ClassThing | null;
  readonly returns: Possible[];
  /** The statements of the file itself. */
  readonly isFile: boolean;
  /** It may have been left before its end, by `return` or, from a loop, by `break`. */
  leaves: boolean;
  breaks: boolean;
}

export function frameOf(home: Home, env: Map<string, Possible>, rest: Partial<Frame> = {}): Frame {
  const { closure = null, way = STRAIGHT, self = null, owner = null, isFile = false } = rest;
  return { env, home, closure, way, self, owner, isFile, returns: [], leaves: false, breaks: false };
}

/** Allows a number of steps, of those that are left. */
export function allow(walk: Walk, steps: number): void {
  walk.total -= walk.allowed - Math.max(0, walk.steps);
  walk.allowed = Math.min(steps, Math.max(0, walk.total));
  walk.steps = walk.allowed;
}

/** Adds to a list that may have to be taken back. */
export function note<T>(walk: Walk, list: T[], value: T): void {
  list.push(value);
  walk.journal.push(list as unknown[]);
}

/** Takes back whatever was noted since. */
export function takeBack(walk: Walk, since: number): void {
  while (walk.journal.length > since) walk.journal.pop()!.pop();
}

/** Puts something under a name, as it happens on a frame's way. */
export function put(walk: Walk, into: Named, name: NamePattern, value: Possible, way: Way): void {
  if (into.sets.length >= MOST_ENTRIES) into.open = true;
  else note(walk, into.sets, { name, value, way: inside(way, into.way) } satisfies NamedSet);
}

/** Puts items at the end of a list. */
export function append(walk: Walk, into: ItemList, items: readonly Item[], way: Way): void {
  const before = inside(way, into.way);
  for (const { value, way: own } of items) {
    if (into.items.length >= MOST_ENTRIES) into.open = true;
    else note(walk, into.items, { value, way: before.length === 0 ? own : [...before, ...own] });
  }
}

const MOST_ENTRIES = 4096;

export function listOf(items: readonly Item[], way: Way, open = false): ItemList {
  return { items: [...items], open, way };
}

export function loopStep(walk: Walk) {
  return { id: walk.ids++, arm: 0, arms: 0 };
}

/** A turn that may be taken or not. */
export function perhapsStep(walk: Walk) {
  return { id: walk.ids++, arm: 0, arms: 2 };
}

/** Names after ways have met; what is bound on one of them only is what it is there. */
export function joinedNames(all: readonly Map<string, Possible>[]): Map<string, Possible> {
  const [first, ...rest] = all;
  if (!first || rest.length === 0) return first ?? new Map();
  const joined = copyMap(first);
  for (const names of rest) {
    for (const [name, value] of names) {
      const known = joined.get(name);
      if (known !== value) joined.set(name, known ? either(known, value) : value);
    }
  }
  return joined;
}

export function functionThing(of: CodeFunction, frame: Frame): FunctionThing {
  const closure = frame.isFile ? null : frame.env;
  return { kind: "function", of, home: frame.home, closure, made: null, owner: frame.owner };
}
