/**
 * A Python file as what its statements do, cut down to what models and their modes depend on. Plain data, a tenth of the
 * syntax tree, so that the files of a workspace can be kept. Offsets are UTF-16 code units.
 */
export type CodeFile = CodeBody;

/** Statements, and what is looked for in them beforehand. */
export interface CodeBody {
  readonly steps: readonly Step[];
  /** Dotted names that are used as models are used: their mode is set, their parameters are read. */
  readonly models: readonly string[];
  /** Conditions that stand in it more than once, and are plain enough to mean the same each time. */
  readonly conditions: readonly string[];
}

export type CodeFunction = FunctionHead & FunctionBody;

export interface FunctionHead {
  readonly name: string;
  readonly parameters: readonly CodeParameter[];
  readonly decorators: readonly Expression[];
  readonly start: number;
  readonly end: number;
}

export interface FunctionBody extends CodeBody {
  /** It has a `yield` of its own. */
  readonly yields: boolean;
}

export interface CodeParameter {
  readonly name: string;
  readonly default: Expression | null;
  readonly kind: "plain" | "keyword" | "list" | "mapping";
  readonly start: number;
  readonly end: number;
}

export interface CodeClass {
  readonly name: string;
  readonly bases: readonly Expression[];
  readonly methods: Readonly<Record<string, CodeFunction>>;
  readonly steps: readonly Step[];
  readonly start: number;
  readonly end: number;
}

export type Step =
  | { readonly kind: "evaluate"; readonly value: Expression }
  | { readonly kind: "assign"; readonly targets: readonly Expression[]; readonly value: Expression }
  /** `a += b`: what was there stays part of it. */
  | { readonly kind: "add"; readonly target: Expression; readonly value: Expression }
  | { readonly kind: "if"; readonly test: Test; readonly body: readonly Step[]; readonly otherwise: readonly Step[] }
  | {
      readonly kind: "for";
      readonly target: Expression;
      readonly over: Expression;
      readonly body: readonly Step[];
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "while";
      readonly test: Test;
      readonly body: readonly Step[];
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "with";
      readonly items: readonly { readonly value: Expression; readonly target: Expression | null }[];
      readonly body: readonly Step[];
    }
  | {
      readonly kind: "try";
      readonly body: readonly Step[];
      readonly handlers: readonly (readonly Step[])[];
      readonly otherwise: readonly Step[];
      readonly last: readonly Step[];
    }
  | { readonly kind: "return"; readonly value: Expression | null }
  | { readonly kind: "leave"; readonly how: "break" | "continue" | "raise" }
  | { readonly kind: "import"; readonly names: readonly CodeImport[] }
  | { readonly kind: "function"; readonly function: CodeFunction }
  | { readonly kind: "class"; readonly class: CodeClass }
  | { readonly kind: "global"; readonly names: readonly string[] };

export interface CodeImport {
  /** "*" for everything that the module offers. */
  readonly name: string;
  /** Qualified; with leading dots where it depends on the file's own package. */
  readonly qualified: string;
}

/** A condition: as an expression, and as its text where it is plain enough to mean the same wherever it stands. */
export interface Test {
  readonly value: Expression;
  readonly text: string | null;
  /** It is the contrary of `text` that has to hold. */
  readonly negated: boolean;
  /** Names in it. */
  readonly names: readonly string[];
}

export type Expression = { readonly start: number; readonly end: number } & (
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly of: Expression; readonly name: string }
  /** `many`: a slice, several of them. */
  | { readonly kind: "item"; readonly of: Expression; readonly index: Expression; readonly many: boolean }
  | { readonly kind: "call"; readonly of: Expression; readonly arguments: readonly CodeArgument[] }
  | { readonly kind: "literal"; readonly value: number | string | boolean | null }
  /** `open`: something in it is spread out, the items of these indexes. */
  | {
      readonly kind: "list";
      readonly items: readonly Expression[];
      readonly open: boolean;
      readonly spread?: readonly number[];
    }
  | { readonly kind: "dictionary"; readonly entries: readonly (readonly [string | null, Expression])[] }
  | { readonly kind: "either"; readonly test: Test; readonly yes: Expression; readonly no: Expression }
  /** `a or b`, `a and b`, `not a`, a comparison. */
  | { readonly kind: "logic"; readonly operator: string; readonly parts: readonly Expression[] }
  /** A comprehension: its element, for each of what it goes over, or, where it is `filtered`, for some of it. */
  | {
      readonly kind: "each";
      readonly clauses: readonly { readonly target: Expression; readonly over: Expression }[];
      readonly element: Expression;
      /** Of a dictionary. */
      readonly key?: Expression;
      readonly filtered?: true;
    }
  | { readonly kind: "lambda"; readonly function: CodeFunction }
  /** Arithmetic and whatever else: for models' modes, only what it is made of matters. */
  | { readonly kind: "mix"; readonly parts: readonly Expression[]; readonly computed?: Computed }
);

/** How a value is worked out: `a + b`, each side a part's index or what is no part; or a formatted string's pieces, in order. */
export type Computed =
  | { readonly operator: string; readonly sides: readonly [number | Expression, number | Expression] }
  | { readonly pieces: readonly (string | Expression)[] };

export interface CodeArgument {
  /** Its keyword; null where it is given by position, "*" and "**" for what is spread out. */
  readonly name: string | null;
  readonly value: Expression;
  /** The whole argument, its keyword included. */
  readonly start: number;
  readonly end: number;
}
