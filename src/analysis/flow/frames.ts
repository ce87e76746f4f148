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
    key: "",
    open: [],
    names: [],
    alone: false,
    tapes: 0,
    returns: [],
    leaves: [],
  };
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

/** A value that nothing is known of is a model where its name is used as a model's is. */
export function homeWith(walk: Walk, value: Value, name: string, at: Expression, frame: Frame): Value {
  if (value.things.length > 0 || !frame.body.models.includes(name)) return value;
  return { ...one({ kind: "model", id: assumedModel(walk, name, at, frame, "unknown") }), from: value.from };
}

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
