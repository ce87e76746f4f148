import type { Scope } from "../scopes";
import type { Syntax } from "../syntax";
import type { Argument, Call, Child, Construction, Graph, Known, ModuleClass, Operation, Place, Value } from "./facts";
import type { OwnClass } from "./ownClasses";
import type { Path } from "./path";

/**
 * What walks through the code: every statement and expression once for each way that leads to it, with what is known
 * of its values. The parts call each other through it.
 */
export interface Machine {
  readonly text: string;
  readonly module: Scope;
  /** Classes, functions and constants of the file that have one meaning. */
  readonly names: Map<string, Known>;
  /** What names mean, as they are written, by the scope that says so. */
  readonly meanings: Map<Scope, Map<string, Meaning>>;
  readonly classes: ReadonlyMap<number, OwnClass>;
  readonly constructions: DraftConstruction[];
  /** Functions and methods that a call has led into. */
  readonly entered: Set<Syntax>;
  /** Steps that are left for the method or function at hand; below zero its facts are incomplete. */
  steps: number;
  /** Expressions and statements that are open at once. */
  depth: number;
  ids: number;
  evaluate(node: Syntax, frame: Frame): Known;
  execute(statements: readonly Syntax[], frame: Frame): Flow;
  apply(callee: Known, call: Call, site: Syntax, frame: Frame): Known;
}

/** Whether the next statement is reached. */
export type Flow = "next" | "exit";

/** One function or method at work. */
export interface Frame {
  env: Map<string, Known>;
  path: Path;
  readonly graph: DraftGraph;
  readonly self: Self | null;
  /** Parameters are sizes and switches rather than tensors. */
  readonly constructing: boolean;
  /** Functions that are being called, from the outermost in, and where. */
  readonly stack: readonly Syntax[];
  readonly calls: readonly Place[];
  readonly returns: Known[];
  /** What was known where a loop was left or begun anew. */
  readonly leaves: Map<string, Known>[];
  /** How many calls of one of several are open. */
  choices: number;
}

/** The object that methods belong to. */
export interface Self {
  readonly own: OwnClass;
  readonly class: ModuleClass | null;
  attributes: Map<string, Known>;
  /** What a class that is a `Sequential` holds. */
  readonly children: Child[];
  /** Methods that were followed from others. */
  readonly entered: Set<Syntax>;
}

/** What a name means: the scope that binds its first part, and what of another file it stands for. */
export interface Meaning {
  readonly owner: Scope | null;
  readonly known: Known | null;
}

export interface DraftGraph extends Graph {
  readonly operations: Operation[];
}

export interface DraftConstruction extends Construction {
  readonly arguments: Map<string, Argument>;
  attribute: string | null;
  escapes: boolean;
  /** Its children have been followed in some graph. */
  followed: boolean;
  readonly wrappers: string[];
  readonly children: Child[];
  readonly uses: Operation[];
}

export interface DraftValue extends Value {
  readonly consumers: Operation[];
}

/** The draft behind a finished construction, for those who are still building. */
export function draftOf(construction: Construction): DraftConstruction {
  return construction as DraftConstruction;
}

export function textOf(machine: Pick<Machine, "text">, node: Place): string {
  return machine.text.slice(node.start, node.end);
}

export const MAX_DEPTH = 120;
