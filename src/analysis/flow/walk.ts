import type { ModelKind } from "../families/kind";
import type { CodeBody, CodeClass, CodeFile, CodeFunction, Expression, Step } from "./code";
import type { FlowEvent, FlowModel, GivenArgument, ModelRead } from "./flowFacts";
import type { LoopKey, Mode, Site } from "./modes";
import type { ClassThing, Home, Thing, Value } from "./values";
import type { World } from "./world";

/**
 * What walks through scripts as they would run, with what is known of each value. The parts call each other through it.
 */
export interface Walk {
  readonly models: FlowModel[];
  /** Models by the place and way that makes them. */
  readonly modelKeys: Map<string, number>;
  readonly events: Map<string, FlowEvent>;
  /** Numbers of the ways that calls lead on, by the way before and the call's place. */
  readonly ways: Map<string, number>;
  /** Functions that a call has led into. */
  readonly entered: Set<CodeFunction>;
  /** What classes of the code hold that are models; null for those that are none. */
  readonly kinds: Map<CodeClass, ModelKind | null>;
  /** Files around the one at hand. */
  readonly files: FilesAround;
  /** Modules that have been imported, by their path; the file at hand is "". */
  readonly modules: Map<string, Home>;
  /** Options of the command line that are always what they are by default. */
  readonly options: Map<string, boolean>;
  /** The expression of the file at hand whose models are asked for, and what it was found to be; null for none. */
  readonly asked: { readonly start: number; readonly end: number; readonly reads: Map<string, ModelRead> } | null;
  /** Models below this number may have been in any mode when the code at work was called. */
  forgotten: number;
  /** Modes of models that none was set of. */
  readonly firstModes: Map<number, readonly Mode[]>;
  steps: number;
  /** Steps that are left for code of other files, and whether such code runs. */
  away: number;
  abroad: boolean;
  depth: number;
  ids: number;
  evaluate(expression: Expression, frame: Frame, world: World): Value;
  execute(steps: readonly Step[], frame: Frame, worlds: World[]): World[];
  /** Calls a value at an expression. */
  call(callee: Value, at: Call, frame: Frame, world: World): Value;
}

/** What a file may import. */
export interface FilesAround {
  /** The path of the file at hand. */
  readonly path: string;
  /**
   * The file that a module's dotted name stands for where `from` imports it, leading dots included; null where there is none
   * in the workspace.
   */
  readonly find: (module: string, from: string) => { readonly path: string; readonly code: CodeFile } | null;
}

/** A file by itself. */
export const ALONE: FilesAround = { path: "", find: () => null };

/** One function at work, or a file's own statements. */
export interface Frame {
  readonly home: Home;
  /** Null for a file's own statements. */
  readonly function: CodeFunction | null;
  readonly body: CodeBody;
  /** The class that the function is a method of. */
  readonly class: ClassThing | null;
  readonly self: Thing | null;
  readonly closure: ReadonlyMap<string, Value> | null;
  readonly globals: Set<string>;
  /** Those that are open, from the outermost in; another list for each loop, since events keep it. */
  loops: readonly LoopKey[];
  readonly calls: readonly Site[];
  /** Tells events on this way from those on others; see `wayTo`. */
  readonly way: number;
  /** Functions that are open, from the outermost in, and their names. */
  readonly open: readonly CodeFunction[];
  readonly names: readonly string[];
  readonly alone: boolean;
  tapes: number;
  readonly returns: { readonly value: Value; readonly world: World }[];
  /** Of the loops that are open, from the outermost in. */
  readonly leaves: { readonly breaks: World[]; readonly continues: World[] }[];
}

/** A call that happens: where, with what, and whether anything takes the result. */
export interface Call extends Site {
  readonly given: readonly GivenArgument[];
  readonly used: boolean;
}

/** Nesting and work are bounded: beyond that nothing more is known. */
export const MAX_DEPTH = 200;
export const MAX_CALLS = 8;
export const MAX_STEPS = 60_000;
