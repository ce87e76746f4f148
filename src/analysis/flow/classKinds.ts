import type { ModelKind, Tri } from "../families/kind";
import { modelKind } from "../families/modelKind";
import { specNamed } from "../frameworks/specs";
import { basesOf, staticValue } from "./bases";
import type { CodeClass, CodeFunction, Expression, Step } from "./code";
import { isKerasBase } from "./keras";
import { joinKinds } from "./kinds";
import { isAlwaysOn, isDropout, isUntracked, rateOfDropout } from "./layerCalls";
import { expressionsIn, mentionsOf, type Part } from "./mentions";
import { neverRead } from "./neverRead";
import { offByDefault } from "./offByDefault";
import type { ClassThing, FunctionThing, Home } from "./values";
import type { Walk } from "./walk";

/**
 * What a class of the code that is a model holds, by whatever layers its code names; null for a class that is none.
 */
export function kindOfClass(walk: Walk, of: ClassThing): ModelKind | null {
  const known = walk.kinds.get(of.of);
  if (known !== undefined) return known;
  walk.kinds.set(of.of, null);
  const framework = frameworkOfClass(of);
  const inside = framework && kindInside(walk, of, new Set());
  const mode = framework === "keras" || inside?.mode === "unknown" ? "unknown" : "train";
  const kind = inside && ({ ...inside, mode, framework } as const);
  walk.kinds.set(of.of, kind);
  return kind;
}

/** The framework whose module a class is. */
export function frameworkOfClass(of: ClassThing, depth = 0): "torch" | "flax" | "keras" | null {
  if (depth > MOST_BASES) return null;
  for (const base of basesOf(of)) {
    if (base.kind === "foreign") {
      if (
        /^torch\.(nn|jit)\.(modules\.(module\.)?)?(Module|Sequential|ModuleList|ModuleDict|ScriptModule)$/.test(
          base.name,
        )
      )
        return "torch";
      if (TRAINERS.test(base.name) || /^torch\.nn\.modules\./.test(base.name)) return "torch";
      if (/^flax\.nnx\.Module$/.test(base.name)) return "flax";
      if (isKerasBase(base.name)) return "keras";
      if (specNamed(base.name)?.framework === "torch" || modelKind(base.name, [])?.framework === "torch")
        return "torch";
    }
    const inherited = base.kind === "class" ? frameworkOfClass(base, depth + 1) : null;
    if (inherited) return inherited;
  }
  return null;
}

const MOST_BASES = 8;

/** A class whose methods a framework calls, in modes that the framework sets. */
export function isTrainerClass(of: ClassThing, depth = 0): boolean {
  if (depth > MOST_BASES) return false;
  return basesOf(of).some((base) => {
    if (base.kind === "foreign") return TRAINERS.test(base.name);
    return base.kind === "class" && isTrainerClass(base, depth + 1);
  });
}

const TRAINERS =
  /(^|\.)(LightningModule|LightningDataModule|LightningLite|Callback|Learner|Trainer|Seq2SeqTrainer|SFTTrainer|BaseRunner|BaseModel_|BaseModule|BaseDetector|AbstractTask|Engine|Brain)$/;

interface Search {
  readonly walk: Walk;
  readonly home: Home;
  readonly seen: Set<CodeClass | CodeFunction>;
  readonly kinds: ModelKind[];
  /** Methods by what they call of themselves, "eval" for that of anything. */
  readonly calls: Map<string, Set<string>>;
  /** A parameter is named for a norm, and a norm is named that may stand in place of batch norm. */
  readonly choice: Set<"parameter" | "other">;
}

function kindInside(walk: Walk, of: ClassThing, seen: Search["seen"]): ModelKind {
  const search: Search = { walk, home: of.home, seen, kinds: [KIND.no], calls: new Map(), choice: new Set() };
  lookThroughClass(search, of);
  const joined = chosen(search, joinKinds(search.kinds));
  const isEvaluated = isConstructedInEvaluation(search) || search.kinds.some(({ mode }) => mode !== "train");
  return isEvaluated ? { ...joined, mode: "unknown" } : joined;
}

/** Where who constructs it chooses among norms, what the code names tells no more. */
function chosen({ choice }: Search, kind: ModelKind): ModelKind {
  return choice.size === 2 && kind.batchNorm === "yes" ? { ...kind, batchNorm: "unknown" } : kind;
}

/** A constructor, or a method that it calls, puts the model or a part of it into evaluation mode. */
function isConstructedInEvaluation({ calls }: Search): boolean {
  const reached = new Set(["__init__"]);
  for (const name of reached) for (const next of calls.get(name) ?? []) reached.add(next);
  return reached.has("eval");
}

const KIND = {
  no: { batchNorm: "no", dropout: "no", mode: "train", framework: "torch" },
  unknown: { batchNorm: "unknown", dropout: "unknown", mode: "train", framework: "torch" },
} as const;

function lookThroughClass(search: Search, of: ClassThing): void {
  if (search.seen.has(of.of) || search.seen.size > MOST_CLASSES) return;
  search.seen.add(of.of);
  for (const base of basesOf(of)) {
    if (base.kind === "class") lookThroughClass({ ...search, home: base.home }, base);
    else if (base.kind === "foreign") addForeign(search, base.name, true);
  }
  if (basesOf(of).length < of.of.bases.length) search.kinds.push(KIND.unknown);
  const inner = { ...search, home: of.home };
  for (const method of Object.values(of.of.methods)) lookThrough(inner, method.steps, method, of.of);
  lookThrough(inner, of.of.steps, null, of.of);
}

const MOST_CLASSES = 60;

/** Every name in code that stands for a layer, a class or a function that may make one. */
function lookThrough(
  search: Search,
  steps: readonly Step[],
  method: CodeFunction | null,
  within: CodeClass | null,
): void {
  const constructs = method?.name === "__init__";
  if (method?.parameters.some(({ name }) => /norm/i.test(name))) search.choice.add("parameter");
  const read = new Set<Part>(constructs && within ? neverRead(within) : []);
  const off = method && offByDefault(method, within);
  for (const expression of mentionsOf(steps).expressions) {
    if (read.has(expression)) continue;
    if (expression.kind === "call") {
      for (const asked of askedFor(expression)) {
        read.add(asked);
        noteChoice(search, asked);
      }
      if (isUntracked(expression, search.home.names)) read.add(expression.of);
      const rate = isAlwaysOn(expression, search.home.names)
        ? "none"
        : rateOfDropout(expression, method, search.home.names);
      if (rate !== null) read.add(expression.of);
      if (rate === "unknown") search.kinds.push({ ...KIND.no, dropout: "unknown" });
      if (method) noteCall(search, method, expression);
    }
    if (expression.kind === "name" || expression.kind === "member") {
      if (off?.has(expression)) addMaybe(search, expression);
      else addNamed(search, expression);
    }
    // `self.block = block(channels)`, with a parameter or something else that nobody knows.
    const maker = constructs && expression.kind === "call" ? expression.of : null;
    if (
      maker &&
      !isOwnMethod(maker) &&
      staticValue(maker, search.home.names).things.length === 0 &&
      method &&
      isOpenName(maker, method)
    ) {
      search.kinds.push(KIND.unknown);
    }
  }
}

type Call = Expression & { readonly kind: "call" };

/** `isinstance(module, nn.BatchNorm2d)` tells what modules may be, and nothing of what there is. */
function askedFor({ of, arguments: given }: Call): readonly Expression[] {
  if (of.kind !== "name" || !/^is(instance|subclass)$/.test(of.name)) return [];
  return expressionsIn(given.map(({ value }) => value));
}

function noteChoice(search: Search, expression: Expression): void {
  for (const thing of staticValue(expression, search.home.names).things) {
    if (thing.kind === "foreign" && OTHER_NORM.test(thing.name)) search.choice.add("other");
  }
}

/** Norms that may stand in place of batch norm. */
const OTHER_NORM = /\.(Group|Instance)Norm[^.]*$/;

function noteCall({ calls }: Search, { name }: CodeFunction, { of, arguments: given }: Call): void {
  if (of.kind !== "member") return;
  const own = of.of.kind === "name" && /^(self|cls)$/.test(of.of.name) && of.name !== "train";
  if (!own && !(of.name === "eval" && given.length === 0)) return;
  calls.set(name, (calls.get(name) ?? new Set()).add(of.name));
}

function isOwnMethod(expression: Expression): boolean {
  return expression.kind === "member" && expression.of.kind !== "name";
}

/** A parameter that is called, or a name that only the constructor knows. */
function isOpenName(maker: Expression, method: CodeFunction): boolean {
  if (maker.kind !== "name") return maker.kind === "call";
  return (
    method.parameters.some(({ name }) => name === maker.name) ||
    /^[A-Z]/.test(maker.name) ||
    /norm|block|layer|net|model|backbone/i.test(maker.name)
  );
}

function addNamed(search: Search, expression: Expression): void {
  for (const thing of staticValue(expression, search.home.names).things) {
    if (thing.kind === "foreign") addForeign(search, thing.name, false);
    else if (thing.kind === "class" && !search.seen.has(thing.of)) {
      const kind = kindOfClass(search.walk, thing);
      if (kind) search.kinds.push(kind);
    } else if (thing.kind === "function") lookThroughFunction(search, thing);
  }
}

/** A parameter may ask for it. */
function addMaybe(search: Search, expression: Expression): void {
  const kinds: ModelKind[] = [];
  addNamed({ ...search, kinds }, expression);
  const maybe = (holds: Tri) => (holds === "yes" ? "unknown" : holds);
  search.kinds.push(
    ...kinds.map((kind) => ({ ...kind, batchNorm: maybe(kind.batchNorm), dropout: maybe(kind.dropout) })),
  );
}

function lookThroughFunction(search: Search, thing: FunctionThing): void {
  if (search.seen.has(thing.of) || search.seen.size > MOST_CLASSES) return;
  search.seen.add(thing.of);
  lookThrough({ ...search, home: thing.home }, thing.of.steps, thing.of, null);
}

function addForeign(search: Search, name: string, base: boolean): void {
  const short = name.split(".").at(-1)!;
  const spec = specNamed(name);
  if (OTHER_NORM.test(name)) search.choice.add("other");
  if (/BatchNorm/.test(short) && !/Frozen/.test(short)) search.kinds.push({ ...KIND.no, batchNorm: "yes" });
  else if (isDropout(name)) search.kinds.push({ ...KIND.no, dropout: "yes" });
  else if (spec || QUIET.test(name) || SAME_NORM.test(short) || isKerasBase(name)) return;
  else {
    const kind = modelKind(name, []);
    if (kind) search.kinds.push(kind);
    // A class of a package that is not known; functions are called for other reasons, too.
    else if (base || /^[A-Z]/.test(short)) search.kinds.push(KIND.unknown);
  }
}

/** Norms of whatever package that have one mode. */
const SAME_NORM = /(Instance|Layer|Group|RMS|Spectral|Weight|Pixel|FilterResponse)Norm(alization)?$/;

/** Packages that hold no layers, or whose layers are all listed. */
const QUIET =
  /^(tensorflow(?!_|\.keras\.(layers|applications))|(tf_)?keras(?!_|\.(layers|applications))|torch(?!vision|audio|\.hub)|numpy|math|typing|collections|functools|einops|builtins|abc|enum|dataclasses|logging|copy|warnings|os|sys|re|json|itertools|pathlib)(\.|$)/;
