import type { Expression } from "./code";
import type { FlowEvent } from "./flowFacts";
import { modesOf } from "./frames";
import { joinModes, type Mode, type Site } from "./modes";
import { noteOption } from "./options";
import { tagsOf, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** What every event has. */
function happening(walk: Walk, kind: string, site: Site, frame: Frame, world: World) {
  const key = `${kind} ${site.file}:${site.start}:${site.end} ${frame.way}`;
  const known = walk.events.get(key);
  return {
    key,
    known,
    of: {
      id: known?.id ?? walk.ids++,
      site: { file: site.file, start: site.start, end: site.end },
      loops: known?.loops ?? frame.loops,
      calls: frame.calls,
      function: frame.function?.name ?? null,
      class: frame.class?.of.name ?? null,
      alone: frame.alone,
      gradient: known && known.gradient !== world.gradient ? ("unknown" as const) : world.gradient,
      tape: frame.tapes > 0,
      names: frame.names,
    },
  };
}

export function recordForward(walk: Walk, model: number, method: string, at: Call, frame: Frame, world: World): number {
  const { given, used } = at;
  // One event for each set of modes, so that what is learned in one mode is told from what is looked at in another.
  const modes = modesOf(walk, model, world);
  const parts = [...world.modes].flatMap(([id, own]) => (isPartOf(walk, id, model) ? [{ model: id, modes: own }] : []));
  const all = [...modes, ...parts.flatMap((part) => part.modes)];
  const signature = all.map(({ mode, site: { file, start } }) => `${mode}${file}:${start}`).join(",");
  const kind = `forward ${model} ${world.gradient} ${signature}`;
  const { key, of } = happening(walk, kind, at, frame, world);
  walk.events.set(key, { ...of, kind: "forward", model, modes, parts, method, arguments: given, used, trains: false });
  return of.id;
}

/** Sets the mode of a model and of all its parts. */
export function setMode(
  walk: Walk,
  model: number,
  mode: "train" | "eval" | "unknown",
  site: Site,
  frame: Frame,
  world: World,
): void {
  const { key, known, of } = happening(walk, `mode ${model}`, site, frame, world);
  const now = modesOf(walk, model, world);
  const before = known?.kind === "mode" ? joinModes(known.before, now) : now;
  walk.events.set(key, { ...of, kind: "mode", model, mode, before });
  const how = mode === "unknown" ? ("unknown" as const) : ("called" as const);
  setModes(walk, model, [{ mode, how, site: of.site, loops: frame.loops, calls: frame.calls }], world);
}

/** Sets the modes that a model may be in, without saying that anything happened. */
export function setModes(walk: Walk, model: number, modes: readonly Mode[], world: World): void {
  for (const held of withAttributes(model, world)) {
    world.modes.set(held, modes);
    for (const id of world.modes.keys()) if (id !== held && isPartOf(walk, id, held)) world.modes.delete(id);
  }
}

/** A model, and those that were assigned to its attributes: `net.features = resnet34()`. */
function withAttributes(model: number, { objects }: World): ReadonlySet<number> {
  const all = new Set([model]);
  for (const id of all) {
    for (const held of [...(objects.get(id)?.values() ?? [])].flatMap(modelsAmong)) all.add(held);
  }
  return all;
}

export function isPartOf(walk: Walk, id: number, model: number): boolean {
  let at = walk.models[id]!.parent;
  while (at !== null && at !== model) at = walk.models[at]!.parent;
  return at === model;
}

export function recordBackward(walk: Walk, values: readonly Value[], site: Site, frame: Frame, world: World): void {
  const { key, known, of } = happening(walk, "backward", site, frame, world);
  const before = known?.kind === "backward" ? known.forwards : [];
  const forwards = [...new Set([...before, ...values.flatMap((value) => tagsOf(value))])];
  walk.events.set(key, { ...of, kind: "backward", forwards });
}

export function recordStep(walk: Walk, models: readonly number[] | null, site: Site, frame: Frame, world: World): void {
  const { key, known, of } = happening(walk, "step", site, frame, world);
  const open = models === null || (known?.kind === "step" && known.models === null);
  const before = known?.kind === "step" ? (known.models ?? []) : [];
  walk.events.set(key, { ...of, kind: "step", models: open ? null : [...new Set([...before, ...models])] });
}

export function recordFreeze(
  walk: Walk,
  models: readonly number[],
  frozen: boolean,
  site: Site,
  frame: Frame,
  world: World,
): void {
  const { key, of } = happening(walk, `freeze ${frozen}`, site, frame, world);
  walk.events.set(key, { ...of, kind: "freeze", models: [...new Set(models)], frozen });
}

export function recordCall(
  walk: Walk,
  callee: { readonly name: string; readonly receiver: Value | null },
  at: Call,
  frame: Frame,
  world: World,
): number {
  if (callee.name === ".add_argument") noteOption(walk, at.given);
  const { key, known, of } = happening(walk, `call ${callee.name}`, at, frame, world);
  const before = known?.kind === "call" ? known.given : [];
  const given = at.given
    .flatMap(({ value }) => modelsAmong(value))
    .map((model) => {
      const modes = modesOf(walk, model, world);
      return { model, modes: joinModes(before.find((one) => one.model === model)?.modes ?? [], modes) };
    });
  walk.events.set(key, { ...of, kind: "call", ...callee, arguments: at.given, used: at.used, given });
  return of.id;
}

function modelsAmong({ things }: Value): number[] {
  return things.flatMap((thing) => (thing.kind === "model" ? [thing.id] : []));
}

/** Notes which models the expression stands for that was asked for. */
export function recordRead(walk: Walk, { start, end }: Expression, value: Value, frame: Frame, world: World): void {
  const { asked } = walk;
  if (!asked || start !== asked.start || end !== asked.end || frame.home.file !== "") return;
  const { calls, alone } = frame;
  const things = value.open || value.things.length === 0 ? [null] : value.things;
  for (const thing of things) {
    const model = thing?.kind === "model" ? thing.id : null;
    const modes = model === null ? [] : modesOf(walk, model, world);
    const ways = [...calls, ...modes.map(({ site }) => site)].map((site) => `${site.file}:${site.start}`);
    const key = `${model} ${alone} ${modes.map(({ mode }) => mode)} ${ways.join(" ")}`;
    if (asked.reads.size < MOST_READS)
      asked.reads.set(key, { model, modes, site: { file: "", start, end }, calls, alone });
  }
}

const MOST_READS = 64;

/** All events, in the order in which they first happened. */
export function eventsOf(walk: Walk): FlowEvent[] {
  return [...walk.events.values()].sort((a, b) => a.id - b.id);
}
