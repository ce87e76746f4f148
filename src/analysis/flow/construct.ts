import type { ModelKind } from "../families/kind";
import { modelKind } from "../families/modelKind";
import { specNamed } from "../frameworks/specs";
import { argument, literalArgument } from "./arguments";
import { basesOf } from "./bases";
import { isTrainerClass, kindOfClass } from "./classKinds";
import type { GivenArgument } from "./flowFacts";
import { modesOf } from "./frames";
import { constructKeras, kerasModel } from "./keras";
import { joinKinds } from "./kinds";
import { methodNamed, methodOf } from "./members";
import { newModel } from "./models";
import type { Mode } from "./modes";
import { setModes } from "./record";
import { type ClassThing, literalIn, modelsIn, one, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** An object of a class of the code: a model, or something whose constructor runs. */
export function construct(walk: Walk, of: ClassThing, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  const inside = isTrainerClass(of) ? null : kindOfClass(walk, of);
  const rate = inside?.dropout === "unknown" && isGivenDropout(walk, of, given);
  const kind = inside && rate ? { ...inside, dropout: "yes" as const } : inside;
  if (kind?.framework === "keras") return kerasObject(walk, kind, of, at, frame, world);
  if (kind) return model(walk, of.of.name, wrapped(walk, kind, of, given, world), of, at, frame, world);
  const id = objectId(walk, at, frame);
  const self = { kind: "instance", id, of } as const;
  world.objects.set(id, new Map());
  const isPassedBy = holdsData(of) && !given.some(({ value }) => modelsIn(value).length > 0);
  const initialize = isPassedBy ? null : methodOf(walk, of, "__init__", self, frame, world, at);
  if (initialize) walk.call(initialize, at, frame, world);
  return one(self);
}

/** Data sets and samplers lead to no model but one that they are given, and their constructors are long. */
function holdsData(of: ClassThing, depth = 0): boolean {
  if (depth > MOST_BASES) return false;
  return basesOf(of).some((base) =>
    base.kind === "class" ? holdsData(base, depth + 1) : base.kind === "foreign" && DATA.test(base.name),
  );
}

const MOST_BASES = 8;
const DATA = /^(torch|torchvision|torchaudio|torchtext)\.(.*\.)?\w*(Dataset|Sampler|ImageFolder|DatasetFolder)$/;

/**
 * What is put around a model in evaluation mode is in training mode itself, and its inside is not. A model that nobody
 * knows may be in either.
 */
function wrapped(
  walk: Walk,
  kind: ModelKind,
  of: ClassThing,
  given: readonly GivenArgument[],
  world: World,
): ModelKind {
  const parameters = parametersOf(walk, of);
  const isEvaluated = given.some(({ name, value }, i) => {
    const inner = modelsIn(value);
    if (inner.length === 0) return MODEL.test(name ?? parameters[i]?.name ?? "") && value.things.length === 0;
    return inner.some((id) => modesOf(walk, id, world).some(({ mode }) => mode === "eval"));
  });
  return isEvaluated ? { ...kind, mode: "unknown" } : kind;
}

const MODEL = /model|net|encoder|backbone/i;

function parametersOf(walk: Walk, of: ClassThing) {
  return methodNamed(walk, of, "__init__")?.method.parameters.slice(1) ?? [];
}

/** What is given a rate of dropout has one, wherever in it. */
function isGivenDropout(walk: Walk, of: ClassThing, given: readonly GivenArgument[]): boolean {
  const parameters = parametersOf(walk, of);
  const spread = given.findIndex(({ name }) => name === "*");
  return given.some(({ name, value }, i) => {
    const place = spread < 0 || i < spread ? parameters[i]?.name : undefined;
    const literal = literalIn(value);
    return /drop/i.test(name ?? place ?? "") && (literal === undefined || Boolean(literal));
  });
}

/** Its constructor runs, too, since its parts are called by name where it learns. */
function kerasObject(walk: Walk, kind: ModelKind, of: ClassThing, at: Call, frame: Frame, world: World): Value {
  const self = kerasModel(walk, of.of.name, { kind, of, holds: [] }, at, frame);
  const [thing] = self.things;
  const initialize = thing && methodOf(walk, of, "__init__", thing, frame, world, at);
  if (initialize) walk.call(initialize, at, frame, world);
  if (thing?.kind === "model") {
    const held = [...(world.objects.get(thing.id)?.values() ?? [])].flatMap((value) => modelsIn(value));
    walk.models[thing.id] = { ...walk.models[thing.id]!, holds: [...new Set(held)] };
  }
  return self;
}

/** Objects are told apart by where they are made and how the code came there. */
function objectId(walk: Walk, at: Call, frame: Frame): number {
  return newModel(walk, {
    key: `object ${at.file}:${at.start} ${frame.calls.map(({ start }) => start).join(" ")}`,
    name: "",
    kind: { batchNorm: "unknown", dropout: "unknown", mode: "unknown", framework: "torch" },
    site: { file: at.file, start: at.start, end: at.end },
    class: null,
    parent: null,
    attribute: null,
    assumed: true,
    first: { mode: "unknown", how: "unknown", site: at, loops: [], calls: [] },
  });
}

/** A layer or a known architecture of a framework; null for anything else. */
export function constructForeign(walk: Walk, name: string, at: Call, frame: Frame, world: World): Value | null {
  const { given } = at;
  const keras = constructKeras(walk, name, at, frame, world);
  if (keras) return keras;
  const spec = specNamed(name);
  const short = name.split(".").at(-1)!;
  if (spec && !spec.functional && (spec.framework === "torch" || spec.framework === "nnx")) {
    const inner = given.flatMap(({ value }) => modelsIn(value)).map((id) => walk.models[id]!.kind);
    const own = {
      ...NEITHER,
      framework: spec.framework === "nnx" ? "flax" : "torch",
      batchNorm: /BatchNorm/.test(short) && literalArgument(given, "track_running_stats", 4) !== false ? "yes" : "no",
      dropout: spec.kind === "dropout" && !isNothing(given) ? "yes" : "no",
    } as const;
    const open = spec.kind === "container" && given.some((one) => one.name === "*" || one.value.open);
    const kind = joinKinds([own, ...inner, ...(open ? [UNKNOWN_KIND] : [])]);
    return model(walk, short, kind, null, at, frame, world);
  }
  const texts = given.flatMap(({ name: keyword, value }) => {
    const text = literalIn(value);
    return typeof text === "string" ? [{ name: keyword, text }] : [];
  });
  const keywords = given.flatMap((one) => (one.name === null ? [] : [one.name]));
  const kind = modelKind(name, texts, keywords);
  if (kind?.framework !== "torch") return null;
  const text = texts.find((one) => one.name === null)?.text;
  const left = isQuantized(name, given) ? { ...kind, mode: "eval" as const } : kind;
  return model(walk, text ?? short, left, null, at, frame, world);
}

/** torchvision puts what it quantizes into evaluation mode, and so does whoever asks for it by an option. */
function isQuantized(name: string, given: readonly GivenArgument[]): boolean {
  if (!/^torchvision\.models\.quantization\./.test(name)) return false;
  return argument(given, "quantize", 2) !== undefined && literalArgument(given, "quantize", 2) !== false;
}

/** `Dropout(0)` */
function isNothing(given: readonly GivenArgument[]): boolean {
  return literalArgument(given, "p", 0) === 0;
}

const NEITHER = { batchNorm: "no", dropout: "no", mode: "train", framework: "torch" } as const;
const UNKNOWN_KIND = { batchNorm: "unknown", dropout: "unknown", mode: "unknown", framework: "torch" } as const;

/** A new model, in the mode that its constructor leaves it in. */
function model(
  walk: Walk,
  name: string,
  kind: ReturnType<typeof joinKinds>,
  of: ClassThing | null,
  at: Call,
  frame: Frame,
  world: World,
): Value {
  const key = `${at.file}:${at.start} ${frame.calls.map(({ start }) => start).join(" ")}`;
  const known = walk.modelKeys.get(key);
  if (known !== undefined) {
    setModes(walk, known, [walk.models[known]!.first], world);
    return one({ kind: "model", id: known });
  }
  const site = { file: at.file, start: at.start, end: at.end };
  const how = kind.mode === "train" ? ("constructed" as const) : ("loaded" as const);
  const first: Mode = { mode: kind.mode, how, site, loops: frame.loops, calls: frame.calls };
  const id = newModel(walk, { key, name, kind, site, class: of, parent: null, attribute: null, assumed: false, first });
  return one({ kind: "model", id });
}
