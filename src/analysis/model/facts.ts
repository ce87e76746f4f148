import type { FilesAround } from "../flow/walk";
import type { Framework, LayerSpec } from "../frameworks/layerSpec";
import type { Syntax } from "../syntax";
import type { Path } from "./path";
import type { Shape } from "./shape";

/** UTF-16 offsets in the text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * What is known of a Python file's models, from its text alone. Plain data; whatever the code does not settle is left
 * out or unknown. Constructions and operations have their identity: one call in the code makes several of them where
 * a function or a loop is passed several times, all with the same place.
 */
export interface ModelFacts {
  readonly text: string;
  readonly syntax: Syntax;
  readonly classes: readonly ModuleClass[];
  /** One graph for each method, function and the file's own code; those that others call are part of their caller's. */
  readonly graphs: readonly Graph[];
  /** Every layer that is constructed, in the order of construction. */
  readonly constructions: readonly Construction[];
  /** What a dotted name stands for at an offset, as a qualified name; null where the file does not settle it. */
  readonly resolve: (names: readonly string[], offset: number) => string | null;
  /** Files that it may import, to follow scripts into; absent where it is looked at by itself. */
  readonly files?: FilesAround | undefined;
}

/** A class of the file that is a layer or model of a framework. */
export interface ModuleClass {
  readonly name: string;
  readonly framework: Framework;
  /** The base class is of another file, and only what the class does makes it one of the framework's. */
  readonly assumed: boolean;
  readonly node: Syntax;
  readonly place: Place;
  /** What the constructor leaves in attributes; Flax's fields and `setup`, Keras's `build` included. */
  readonly attributes: ReadonlyMap<string, Known>;
  /** Methods by name, inherited ones of the file's classes included. */
  readonly methods: ReadonlyMap<string, Syntax>;
}

export interface Graph {
  readonly kind: "method" | "constructor" | "function" | "file" | "container";
  readonly name: string;
  readonly class: ModuleClass | null;
  /** In the order of execution. */
  readonly operations: readonly Operation[];
}

/** A layer that a call constructs. */
export interface Construction {
  readonly id: number;
  /** Null for classes of the file itself. */
  readonly spec: LayerSpec | null;
  /** The file's own class. */
  readonly own: string | null;
  /** The class as the code calls it. */
  readonly name: string;
  /** The class is settled: not merely a parameter's default, nor one of several. */
  readonly certain: boolean;
  /** By the framework's parameter names; a parameter that is not given has its default. */
  readonly arguments: ReadonlyMap<string, Argument>;
  /** The whole call, its callee and its argument list with the parentheses. */
  readonly place: Place;
  readonly callee: Place;
  readonly list: Place | null;
  readonly path: Path;
  /** Calls, from the outermost in, in whose course it was constructed. */
  readonly calls: readonly Place[];
  /** The class in whose methods it is constructed, and the method. */
  readonly within: ModuleClass | null;
  readonly method: string | null;
  /** It happens while the object is constructed, as opposed to in one of its methods later. */
  readonly constructing: boolean;
  /** The first attribute that holds it, "layers.0" for one in a container. */
  readonly attribute: string | null;
  /** Something outside what is known here may call it or look at it: `getattr`, hooks, unknown functions. */
  readonly escapes: boolean;
  /** Around it: `spectral_norm`, `weight_norm`, … */
  readonly wrappers: readonly string[];
  /** What a container holds, in order. */
  readonly children: readonly Child[];
  /** Every operation that calls it. */
  readonly uses: readonly Operation[];
}

export interface Child {
  readonly name: string | null;
  readonly value: Known;
  /** The way to it, from the container's construction on. */
  readonly path: Path;
  /** Where it was put into the container. */
  readonly place: Place;
}

export interface Argument {
  readonly value: Known;
  /** Given in the call, as opposed to the framework's default. */
  readonly given: "position" | "keyword" | null;
  /** The value's expression, and for a keyword the whole `name=value`. */
  readonly place: Place | null;
  readonly whole: Place | null;
}

export type OperationKind =
  /** A parameter of the function. */
  | "input"
  /** A layer is called. */
  | "module"
  /** A function of a framework that is known by name. */
  | "function"
  /** A method of a tensor. */
  | "method"
  | "arithmetic"
  | "index"
  /** Ways meet: the value is one of the inputs. */
  | "merge"
  | "return"
  /** Anything else that a tensor is given to. */
  | "unknown";

export interface Operation {
  readonly id: number;
  readonly kind: OperationKind;
  /** Qualified name of a function, name of a method or parameter, operator; a layer's class as written. */
  readonly name: string;
  readonly spec: LayerSpec | null;
  readonly construction: Construction | null;
  /** Tensors that it reads, in order. */
  readonly inputs: readonly Value[];
  /** Arguments of a function or method by position (without the tensor itself) and by name. */
  readonly positional: readonly Known[];
  readonly keywords: ReadonlyMap<string, Known>;
  readonly output: Value | null;
  /** False where what is called is one of several, of which others may be called here. */
  readonly certain: boolean;
  readonly place: Place;
  readonly path: Path;
}

/** A tensor at one point of the computation. */
export interface Value {
  readonly id: number;
  readonly shape: Shape;
  readonly producer: Operation;
  /** Everything that reads it. */
  readonly consumers: readonly Operation[];
}

/** What the value of an expression is known to be. `byDefault`: so only where nobody passes another argument. */
export type Known =
  | { readonly kind: "unknown" }
  | { readonly kind: "number"; readonly value: number; readonly integer: boolean; readonly byDefault: boolean }
  | { readonly kind: "boolean"; readonly value: boolean; readonly byDefault: boolean }
  | { readonly kind: "text"; readonly value: string; readonly byDefault: boolean }
  | { readonly kind: "none"; readonly byDefault: boolean }
  | KnownList
  | { readonly kind: "dictionary"; readonly entries: Map<string, Known>; open: boolean; readonly place: Place }
  /** A class, function or module of another file, by its qualified name. */
  | { readonly kind: "foreign"; readonly qualified: string; readonly byDefault: boolean }
  /** A class or function of this file. */
  | { readonly kind: "class"; readonly node: Syntax; readonly name: string }
  | { readonly kind: "function"; readonly node: Syntax; readonly name: string }
  | { readonly kind: "partial"; readonly of: Known; readonly call: Call }
  | { readonly kind: "module"; readonly construction: Construction }
  | { readonly kind: "tensor"; readonly value: Value }
  | { readonly kind: "self" }
  | { readonly kind: "super" }
  /** A member that is about to be called. */
  | { readonly kind: "member"; readonly of: Known; readonly name: string }
  /** One of several. */
  | { readonly kind: "either"; readonly options: readonly Known[] };

/** A list or tuple, as an object: those who hold it see what is appended. */
export interface KnownList {
  readonly kind: "list";
  readonly tuple: boolean;
  readonly items: Child[];
  /** There may be more in it than is known. */
  open: boolean;
  readonly path: Path;
  readonly place: Place;
  /** Containers that it was given to, and whether it went where nothing is known of it. */
  readonly given: Construction[];
  escapes: boolean;
}

/** The arguments of a call as they stand. */
export interface Call {
  readonly positional: readonly { readonly value: Known; readonly place: Place; readonly splat: boolean }[];
  readonly keywords: ReadonlyMap<string, Argument>;
  /** There is a `**mapping` that may give anything. */
  readonly open: boolean;
}
