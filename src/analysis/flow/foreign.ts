import { argument } from "./arguments";
import { elementOf } from "./assign";
import { constructForeign } from "./construct";
import type { GivenArgument } from "./flowFacts";
import { modesOf } from "./frames";
import { newModel, partOf } from "./models";
import { recordBackward, recordCall, setMode, setModes } from "./record";
import { trainedModels } from "./trainers";
import { literal, literalIn, mixed, modelIn, modelsIn, one, UNKNOWN, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** A function or class of another package. */
export function callForeign(walk: Walk, name: string, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  const made = constructForeign(walk, name, at, frame, world);
  if (made) return made;
  const id = recordCall(walk, { name, receiver: null }, at, frame, world);
  const [first] = given;
  const values = given.map(({ value }) => value);
  if (SAME_MODEL.test(name) || SAME_FUNCTION.test(name)) return first?.value ?? UNKNOWN;
  if (/^copy\.(deep)?copy$/.test(name)) return first ? copied(walk, first.value, at, world) : UNKNOWN;
  if (name === "builtins.isinstance" && asksForModule(walk, values)) return literal(true);
  if (name === "builtins.zip") return zipped(given);
  if (name === "builtins.enumerate" && first) return counted(first.value);
  if (/^torch\.optim\.swa_utils\.AveragedModel$/.test(name) && first) return copied(walk, first.value, at, world);
  if (name === "builtins.getattr") return attributeOf(walk, given);
  if (/^builtins\.(iter|next|list|tuple|dict|reversed|sorted|set|filter)$|^collections\.OrderedDict$/.test(name))
    return passed(given);
  if (/^torch\.(autograd\.)?backward$|^(fabric|accelerate)\b.*\.backward$/.test(name)) {
    recordBackward(walk, values, at, frame, world);
    return UNKNOWN;
  }
  const models = values.flatMap((value) => [...modelsIn(value), ...parametersIn(value)]);
  if (!LEAVES_ALONE.test(name)) {
    const changed = [...values.flatMap((value) => modelsIn(value)), ...trainedModels(values, world)];
    for (const model of changed) setMode(walk, model, "unknown", at, frame, world);
  }
  const { from } = mixed(values);
  if (LOADER.test(name)) {
    return { things: [{ kind: "made", by: name, call: id, models: [] }], open: false, from: [...from, id] };
  }
  return { things: [{ kind: "made", by: name, call: id, models: [...new Set(models)] }], open: false, from };
}

/** Wraps or changes a model, and gives it back in the mode it was in. */
const SAME_MODEL =
  /(^|\.)(DataParallel|DistributedDataParallel|FullyShardedDataParallel|DistributedDataParallelCPU|convert_sync_batchnorm|convert_syncbn_model|compile|script|freeze_|Variable|network_to_half|prepare_model)$/;

/** Makes a function that does the same. */
const SAME_FUNCTION = /^tensorflow\.(\w+\.)*function$|^(jax|flax\.nnx)\.(jit|pmap|vmap|value_and_grad)$/;

/** Packages whose functions look at models, keep them or train their parameters, and leave their modes alone. */
const LEAVES_ALONE =
  /^(torch|torchvision|builtins|copy|os|sys|numpy|math|logging|wandb|json|pickle|thop|torchinfo|torchsummary|fvcore|ptflops|tqdm|itertools|functools|apex|timm\.(utils|optim|scheduler|data|loss)|horovod|transformers\.(get_|Adam|optim|AdamW)|time|random|collections|torchmetrics|tensorboardX|ignite\.metrics|accelerate|safetensors)(\.|$)/;

export function parametersIn(value: Value): number[] {
  const inner = value.things.flatMap((thing) => {
    if (thing.kind === "parameters") return [...thing.models];
    if (thing.kind === "list") return thing.items.flatMap(parametersIn);
    return thing.kind === "dictionary" ? [...thing.entries.values()].flatMap(parametersIn) : [];
  });
  return inner;
}

/** Another model of the same kind, in the mode that the first was in. */
function copied(walk: Walk, value: Value, at: Call, world: World): Value {
  const [thing, second] = value.things;
  if (thing?.kind !== "model" || second) return UNKNOWN;
  const source = walk.models[thing.id]!;
  const { id: _, ...rest } = source;
  const site = { file: at.file, start: at.start, end: at.end };
  const id = newModel(walk, {
    ...rest,
    key: `copy ${thing.id} ${at.file}:${at.start}`,
    name: `copy of ${source.name}`,
    site,
  });
  setModes(walk, id, modesOf(walk, thing.id, world), world);
  return one({ kind: "model", id });
}

/** `isinstance(model, nn.Module)` */
function asksForModule(walk: Walk, [of, classes]: readonly Value[]): boolean {
  const model = of && !of.open ? modelIn(of) : undefined;
  return (
    model !== undefined &&
    walk.models[model]!.kind.framework === "torch" &&
    !!classes?.things.some(
      (thing) => thing.kind === "foreign" && /^torch\.nn\.(modules\.)?(module\.)?Module$/.test(thing.name),
    )
  );
}

function attributeOf(walk: Walk, given: readonly GivenArgument[]): Value {
  const [thing, second] = given[0]?.value.things ?? [];
  const name = argument(given, "name", 1);
  const text = name && literalIn(name);
  if (thing?.kind !== "model" || second) return UNKNOWN;
  return one({ kind: "model", id: partOf(walk, thing.id, typeof text === "string" ? text : "*") });
}

/** What gives batches, which carry the number of the call that made it. */
export const LOADER = /^torch\.utils\.data\.(dataloader\.)?DataLoader$/;

/** `zip(a, b)`: pairs of what each of them gives. */
function zipped(given: readonly GivenArgument[]): Value {
  const open = given.some(({ name }) => name === "*");
  const items = given.filter(({ name }) => name === null).map(({ value }) => elementOf(value));
  const { from } = mixed(items);
  return { things: [{ kind: "list", items: [pair(items, from, !open)], whole: false }], open: false, from };
}

/** `enumerate(a)`: pairs of a number and what it gives. */
function counted(value: Value): Value {
  const [thing, second] = value.things;
  const list = !second && !value.open && thing?.kind === "list" ? thing : null;
  const items = (list?.items ?? [elementOf(value)]).map((item) => pair([UNKNOWN, item], value.from));
  return { things: [{ kind: "list", items, whole: list?.whole ?? false }], open: false, from: value.from };
}

function pair(items: readonly Value[], from: Value["from"], whole = true): Value {
  return { ...one({ kind: "list", items, whole }), from };
}

/** What goes over other things gives them on. */
function passed(given: readonly GivenArgument[]): Value {
  const [first, second] = given;
  if (!first) return UNKNOWN;
  return second ? mixed(given.map(({ value }) => value)) : first.value;
}
