import type { ModelKind } from "../families/kind";
import type { LoopKey, Mode, Site } from "./modes";
import type { ClassThing, Value } from "./values";

/**
 * What a script does to its models, in the order in which it would run: which modes they are in where they are called,
 * what is learned from their outputs. Whatever the code does not settle is open or unknown.
 */
export interface FlowFacts {
  readonly models: readonly FlowModel[];
  readonly events: readonly FlowEvent[];
  /** Functions and methods, by the place of their definition, that some code of these files calls. */
  readonly called: ReadonlySet<string>;
  /** Paths of the other files that this is drawn from. */
  readonly used: readonly string[];
  /** What the expression that was asked for stands for, each time that the code comes there; empty where none was. */
  readonly reads: readonly ModelRead[];
  /** Looked at whole: no limit was met. */
  readonly whole: boolean;
}

/** A model, a layer, or a part of one; all that one place in the code makes is one of them. */
export interface FlowModel {
  readonly id: number;
  /** As the code calls it. */
  readonly name: string;
  readonly kind: ModelKind;
  readonly site: Site;
  /** The code's own class. */
  readonly class: ClassThing | null;
  /** What it is a part of, and under which name; "*" for any one of its modules, "*norm" for its batch norms. */
  readonly parent: number | null;
  readonly attribute: string | null;
  /** Nothing but its use shows that it is a model. */
  readonly assumed: boolean;
  /** Of a Keras model: models and layers that it is put together of, as far as known. */
  readonly holds?: readonly number[];
  /** The mode that it has where none was set. */
  readonly first: Mode;
}

/** An expression stands for a model, or null for something else, which is in one of some modes then. */
export interface ModelRead {
  readonly model: number | null;
  readonly modes: readonly Mode[];
  readonly site: Site;
  readonly calls: readonly Site[];
  readonly alone: boolean;
}

interface Happening {
  readonly id: number;
  readonly site: Site;
  /** Loops around it, from the outermost in, and calls of the code's own functions that led there. */
  readonly loops: readonly LoopKey[];
  readonly calls: readonly Site[];
  /** The function that it stands in, null for the file's own statements, and its class. */
  readonly function: string | null;
  readonly class: string | null;
  /** Nobody calls the function that it all began in: who does is not known. */
  readonly alone: boolean;
  /** Gradients are recorded there. */
  readonly gradient: "on" | "off" | "unknown";
  /** Inside of a `GradientTape`. */
  readonly tape: boolean;
  /** Names of functions that the calls led through, and this one's. */
  readonly names: readonly string[];
}

/** A model is called. */
export interface ForwardEvent extends Happening {
  readonly kind: "forward";
  readonly model: number;
  /** The ways it may have come there. */
  readonly modes: readonly Mode[];
  /** Parts of it whose mode was set by itself since that of the whole was. */
  readonly parts: readonly { readonly model: number; readonly modes: readonly Mode[] }[];
  /** "forward" for a call of the model itself. */
  readonly method: string;
  readonly arguments: readonly GivenArgument[];
  /** Whether anything takes its output. */
  readonly used: boolean;
  /** Its output goes into a loss that is differentiated, and an optimizer of its parameters takes a step. */
  readonly trains: boolean;
}

/** A mode is set. */
export interface ModeEvent extends Happening {
  readonly kind: "mode";
  readonly model: number;
  readonly mode: "train" | "eval" | "unknown";
  /** Modes before. */
  readonly before: readonly Mode[];
}

/** A loss is differentiated. */
export interface BackwardEvent extends Happening {
  readonly kind: "backward";
  /** The forward calls that went into it, by their number. */
  readonly forwards: readonly number[];
}

/** An optimizer changes parameters. */
export interface StepEvent extends Happening {
  readonly kind: "step";
  /** Whose; null where that is not known. */
  readonly models: readonly number[] | null;
}

/** Parameters are set to learn or not. */
export interface FreezeEvent extends Happening {
  readonly kind: "freeze";
  readonly models: readonly number[];
  readonly frozen: boolean;
}

/** Anything else that is called: a function of another package, or a method of something. */
export interface CallEvent extends Happening {
  readonly kind: "call";
  /** The qualified name, or ".method". */
  readonly name: string;
  readonly receiver: Value | null;
  readonly arguments: readonly GivenArgument[];
  /** The models that it is given as such, and the modes that they may be in there. */
  readonly given: readonly { readonly model: number; readonly modes: readonly Mode[] }[];
  /** Whether anything takes its result. */
  readonly used: boolean;
}

export interface GivenArgument {
  /** Its keyword; null by position, "*" and "**" for what is spread out. */
  readonly name: string | null;
  readonly value: Value;
  readonly start: number;
  readonly end: number;
}

export type FlowEvent = ForwardEvent | ModeEvent | BackwardEvent | StepEvent | FreezeEvent | CallEvent;
