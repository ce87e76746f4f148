import type { CodeBody, Expression } from "./code";
import { newModel } from "./models";
import type { Mode, Site } from "./modes";
import { type Home, one, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

export function siteOf(frame: Frame, place: { readonly start: number; readonly end: number }): Site {
  return { file: frame.home.file, start: place.start, end: place.end };
}

/** A file's own statements at work. */
export function topFrame(home: Home, body: CodeBody): Frame {
  return {
    home,
    function: null,
    body,
    class: null,
    self: null,
    closure: null,
    globals: new Set(),
    loops: [],
    calls: [],
    way: 0,
    open: [],
    names: [],
    alone: false,
    tapes: 0,
    returns: [],
    leaves: [],
  };
}

/** The number of a way that leads on from another one; the same for the same ways. */
export function wayTo(walk: Walk, from: number, by: string): number {
  const key = `${from} ${by}`;
  const known = walk.ways.get(key);
  if (known !== undefined) return known;
  const way = walk.ways.size + 1;
  walk.ways.set(key, way);
  return way;
}

/** The mode that a model has where none was set: for a part, what its model has is asked first. */
export function firstModes(walk: Walk, id: number): readonly Mode[] {
  const known = walk.firstModes.get(id);
  if (known) return known;
  const { first } = walk.models[id]!;
  const modes: readonly Mode[] = [id < walk.forgotten ? { ...first, mode: "entry", how: "entry" } : first];
  walk.firstModes.set(id, modes);
  return modes;
}

/** Who calls what runs next, and after which other code, is not known: nor are the modes of the models that there are. */
export function forgetModes(walk: Walk, forgotten: number): void {
  walk.forgotten = forgotten;
  walk.firstModes.clear();
}

/** The modes that a model is in; a part of one follows the whole. */
export function modesOf(walk: Walk, id: number, world: World): readonly Mode[] {
  for (let at: number | null = id; at !== null; at = walk.models[at]!.parent) {
    const modes = world.modes.get(at);
    if (modes) return modes;
    if (walk.models[at]!.parent === null) return firstModes(walk, at);
  }
  return firstModes(walk, id);
}

/**
 * A value that nothing is known of is a model where its name is used as a model's is. What an unknown package made is one
 * where it is called what models are, too: the functions that it is given to then know it for the same.
 */
export function homeWith(walk: Walk, value: Value, name: string, at: Expression, frame: Frame): Value {
  const isUsed = frame.body.models.includes(name);
  if (value.things.length > 0 ? !isMadeAbroad(value) || !(isUsed || MODEL_NAME.test(name)) : !isUsed) return value;
  return { ...one({ kind: "model", id: assumedModel(walk, name, at, frame, "unknown") }), from: value.from };
}

/** Names that hardly anything but a model has. */
export const MODEL_NAME =
  /^(?:self\.)?(?:\w+_)?(?:model|net|network|netG|netD|generator|discriminator|encoder|decoder|backbone)$/;

/** Made by a function of a package that is not known, of nothing that is known for a model. */
export function isMadeAbroad({ things }: Value): boolean {
  return (
    things.length > 0 &&
    things.every((thing) => thing.kind === "made" && thing.models.length === 0 && !NO_MODEL.test(thing.by))
  );
}

/** Packages whose models are known or that have none, and things that have a `train()` or `parameters()` of another kind. */
const NO_MODEL =
  /^(torch|builtins|numpy|math|os|sys|copy|collections|functools|itertools|json|yaml|random|time|logging|argparse|omegaconf|hydra|tensorflow|(tf_)?keras|jax|flax|optax|haiku|sklearn|xgboost|lightgbm|catboost|pandas|scipy|gym|gymnasium|wandb|accelerate|lightning|pytorch_lightning|ignite|fastai|stable_baselines3|ray|skorch)(\.|$)|[^.]*(trainer|agent|runner|learner|engine|solver|env|experiment|pipeline|accelerator|optim|sched|loader|dataset|tokenizer|processor|loss|criterion|metric|logger|config|args|parser|ema|swa|scaler|sampler)[^.]*$/i;

export function assumedModel(
  walk: Walk,
  name: string,
  at: { readonly start: number; readonly end: number },
  frame: Frame,
  how: "entry" | "unknown",
): number {
  const site = siteOf(frame, at);
  return newModel(walk, {
    key: `${site.file}:${site.start}:${name}`,
    name,
    kind: { batchNorm: "unknown", dropout: "unknown", mode: "unknown", framework: "torch" },
    site,
    class: null,
    parent: null,
    attribute: null,
    assumed: true,
    first: { mode: how, how, site, loops: [], calls: [] },
  });
}
