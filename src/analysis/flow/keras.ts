import type { ModelKind } from "../families/kind";
import { modelKind } from "../families/modelKind";
import { specNamed } from "../frameworks/specs";
import { argument, literalArgument } from "./arguments";
import type { ForwardEvent, GivenArgument } from "./flowFacts";
import { joinKinds } from "./kinds";
import { newModel, wholeOf } from "./models";
import { type ClassThing, literalIn, modelIn, modelsIn, one, type Thing, tagsOf, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** Keras has no modes: what a call is given decides. Models and layers of it are in the mode "unknown" throughout. */
const NEITHER = { batchNorm: "no", dropout: "no", mode: "unknown", framework: "keras" } as const;
const UNKNOWN_KIND = { ...NEITHER, batchNorm: "unknown", dropout: "unknown" } as const;

const ROOT = /^(?:tf_keras|keras|tensorflow(?:\.python|\.compat\.v[12])?\.keras)\.(.+)$/;
const MODEL = /^(?:src\.|engine\.|models\.|training\.|functional\.)*(?:Model|Functional)$/;
const BASE = /^(?:src\.|engine\.|models\.|layers\.|training\.|base_layer\.|sequential\.)*(?:Model|Layer|Sequential)$/;

/** A layer or a model of Keras; null for anything else. */
export function constructKeras(walk: Walk, name: string, at: Call, frame: Frame, world: World): Value | null {
  const { given } = at;
  const rest = ROOT.exec(name)?.[1];
  if (rest === undefined) return null;
  const parts = partsOfCall(walk, name, rest, given);
  const kind = kindOfCall(walk, name, rest, given, parts, world);
  if (!kind) return null;
  const holds = [...new Set(parts.events.map(({ model }) => wholeOf(walk.models, model)).concat(parts.models))];
  return kerasModel(walk, rest.split(".").at(-1)!, { kind, of: null, holds }, at, frame);
}

/** A new model or layer of Keras. */
export function kerasModel(
  walk: Walk,
  name: string,
  made: { readonly kind: ModelKind; readonly of: ClassThing | null; readonly holds: readonly number[] },
  at: Call,
  frame: Frame,
): Value {
  const { kind, of, holds } = made;
  const site = { file: at.file, start: at.start, end: at.end };
  const key = `${at.file}:${at.start} ${frame.calls.map(({ start }) => start).join(" ")}`;
  const first = { mode: "unknown", how: "unknown", site, loops: [], calls: [] } as const;
  const rest = { class: of, parent: null, attribute: null, assumed: false, first, holds };
  const id = newModel(walk, { key, name, kind, site, ...rest });
  return one({ kind: "model", id });
}

/** Whether a class of this name is one that models and layers are derived from. */
export function isKerasBase(name: string): boolean {
  const rest = ROOT.exec(name)?.[1];
  return rest !== undefined && (BASE.test(rest) || specNamed(name)?.framework === "keras");
}

/** What a model is made of: the calls that led to its outputs, or the layers in a list. */
interface Parts {
  readonly events: readonly ForwardEvent[];
  readonly models: readonly number[];
  readonly whole: boolean;
}

function partsOfCall(walk: Walk, name: string, rest: string, given: readonly GivenArgument[]): Parts {
  const kind = specNamed(name)?.kind;
  const inner = kind === "container" || kind === "wrapper" ? given[0] : undefined;
  const outputs = MODEL.test(rest) ? argument(given, "outputs", 1) : undefined;
  if (!outputs) return { events: [], models: inner ? modelsIn(inner.value) : [], whole: false };
  const tags = new Set(tagsOf(outputs));
  const events = [...walk.events.values()].filter((event) => event.kind === "forward" && tags.has(event.id));
  return { events: events as ForwardEvent[], models: [], whole: tags.size > 0 && tags.size < MANY_TAGS };
}

/** So many that some may have been left out. */
const MANY_TAGS = 64;

function kindOfCall(
  walk: Walk,
  name: string,
  rest: string,
  given: readonly GivenArgument[],
  { events, whole }: Parts,
  world: World,
): ModelKind | null {
  if (MODEL.test(rest)) {
    const kinds = events.map((event) => kindInGraph(walk, event, world));
    return joinKinds([NEITHER, ...kinds, ...(whole ? [] : [UNKNOWN_KIND])]);
  }
  if (/(^|\.)load_model$/.test(rest)) return UNKNOWN_KIND;
  if (/(^|\.)clone_model$/.test(rest)) {
    const of = given[0] && modelIn(given[0].value);
    return of === undefined ? UNKNOWN_KIND : walk.models[of]!.kind;
  }
  const spec = specNamed(name);
  if (spec?.framework !== "keras") {
    const keywords = given.flatMap((one) => (one.name === null ? [] : [one.name]));
    const kind = modelKind(name, [], keywords);
    return kind?.framework === "keras" ? kind : null;
  }
  const inner = spec.kind === "container" || spec.kind === "wrapper" ? kindsOfParts(walk, given[0]?.value) : [];
  const rate = literalArgument(given, "dropout", null);
  const own = {
    ...NEITHER,
    batchNorm: spec.method === "batch" ? "yes" : "no",
    dropout: spec.kind === "dropout" || (rate !== undefined && rate !== 0) ? "yes" : "no",
  } as const;
  return joinKinds([own, ...inner]);
}

/** What a container is given: a layer, or a list of them. */
export function kindsOfParts(walk: Walk, value: Value | undefined): ModelKind[] {
  if (!value) return [];
  const kinds = value.things.flatMap((thing): ModelKind[] => {
    if (thing.kind === "list") {
      return [...thing.items.flatMap((item) => kindsOfParts(walk, item)), ...(thing.whole ? [] : [UNKNOWN_KIND])];
    }
    return thing.kind === "literal" && thing.value === null ? [] : [kindOfPart(walk, thing)];
  });
  return value.open || value.things.length === 0 ? [...kinds, UNKNOWN_KIND] : kinds;
}

/** Layers of Keras that are not listed hold nothing that has two modes. */
function kindOfPart(walk: Walk, thing: Thing): ModelKind {
  if (thing.kind === "model") return walk.models[thing.id]!.kind;
  return thing.kind === "made" && ROOT.test(thing.by) ? NEITHER : UNKNOWN_KIND;
}

/** A layer that is told its mode for good follows no argument any more. */
function kindInGraph(walk: Walk, event: ForwardEvent, world: World): ModelKind {
  const { kind } = walk.models[event.model]!;
  if (trainingArgument(event)) return NEITHER;
  return isFrozen(event.model, world) ? { ...kind, batchNorm: "no" } : kind;
}

/** A frozen batch normalization uses its moving statistics, whatever it is told. */
function isFrozen(model: number, world: World): boolean {
  const trainable = world.objects.get(model)?.get("trainable");
  return trainable !== undefined && literalIn(trainable) === false;
}

/** What tells a call whether it is training: by name, or in the second place. */
export function trainingArgument({ arguments: given }: Pick<ForwardEvent, "arguments">): GivenArgument | undefined {
  return given.find(({ name }, i) => (name === null ? i === 1 : /train|^\*/.test(name)));
}
