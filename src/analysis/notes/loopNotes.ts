import type { FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import type { Mode } from "../flow/modes";
import { isHere, isSettled, loopOf, modeMatters, placeOf, receiverAt } from "../flow/queries";
import { groupBy } from "../groupBy";
import type { ModelFacts, Place } from "../model/facts";
import type { Syntax } from "../syntax";

/** The mode in which a loop calls its model, in a few words. */
export interface LoopNote {
  /** Where the loop begins. */
  readonly place: Place;
  readonly text: string;
  /** What sets the mode: in the order of the text, and then in other files. */
  readonly sets: readonly SetPlace[];
}

export interface SetPlace {
  readonly range: Place;
  /** The path of the other file that it lies in. */
  readonly file?: string;
}

/**
 * Says of each loop of a file that calls models, itself or through functions without a loop of their own, which mode they
 * are in there. Nothing of models that a mode changes nothing in, and of modes that are not known.
 */
export function loopNotes(facts: ModelFacts): readonly LoopNote[] {
  const flow = flowOf(facts);
  const loops = new Map<Syntax, ForwardEvent[]>();
  for (const event of flow.events) {
    if (event.kind !== "forward" || modeMatters(flow, event.model) === "no") continue;
    const loop = loopOf(facts, event);
    if (loop) loops.set(loop, [...(loops.get(loop) ?? []), event]);
  }
  return [...loops].flatMap(([{ start }, events]) => {
    const text = textOf(facts, flow, events);
    return text === null ? [] : [{ place: { start, end: start }, text, sets: setsOf(events) }];
  });
}

function textOf(facts: ModelFacts, flow: FlowFacts, events: readonly ForwardEvent[]): string | null {
  const models = [...groupBy(events, (event) => nameAt(facts, flow, event))];
  const told = models.flatMap(([name, calls]) => {
    const text = modeText(facts, calls);
    return text === null ? [] : [{ name, text }];
  });
  const [first] = told;
  if (!first) return null;
  if (told.length === models.length && told.every(({ text }) => text === first.text)) return `mode: ${first.text}`;
  const more = told.length > MOST_NAMES ? ", …" : "";
  const named = told.slice(0, MOST_NAMES).map(({ name, text }) => `${name} ${text}`);
  return `mode: ${named.join(", ")}${more}`;
}

const MOST_NAMES = 3;

/** As the loop's own code calls the model. */
function nameAt(facts: ModelFacts, flow: FlowFacts, { site, model, method }: ForwardEvent): string {
  const written = isHere(site) ? receiverAt(facts, site) : null;
  let name = written === null ? flow.models[wholeOf(flow.models, model)]!.name : without(written, method);
  for (let part = flow.models[model]!; written !== null && part.parent !== null; part = flow.models[part.parent]!) {
    name = without(name, part.attribute ?? "");
  }
  return name.length > 24 ? `…${name.slice(-23)}` : name;
}

function without(name: string, last: string): string {
  return name.endsWith(`.${last}`) ? name.slice(0, -last.length - 1) : name;
}

/** Null where one of the ways there is not known. */
function modeText(facts: ModelFacts, events: readonly ForwardEvent[]): string | null {
  if (!events.every((event) => event.modes.every((mode) => isSettled(facts, event, mode)))) return null;
  const modes = modesIn(events);
  if (modes.size === 0) return null;
  if (modes.size === 1) return modes.has("train") ? "train" : "eval";
  const ways = [...groupBy(events, wayTo).values()];
  if (ways.some((way) => turns(way, "train", "eval"))) return "train → eval (never back)";
  if (ways.some((way) => turns(way, "eval", "train"))) return "eval → train (never back)";
  const places = groupBy(events, ({ site }) => `${site.file}:${site.start}`);
  const settled = [...places.values()].every((place) => modesIn(place).size === 1);
  return settled ? "train and eval" : "train or eval";
}

function modesIn(events: readonly ForwardEvent[]): ReadonlySet<Mode["mode"]> {
  return new Set(events.flatMap((event) => event.modes.map(({ mode }) => mode)));
}

/** The place of a call and of those that led there. */
function wayTo({ site, calls }: ForwardEvent): string {
  return [...calls, site].map(({ file, start }) => `${file}:${start}`).join(" ");
}

/** Whether a model comes to a call in one mode at first, and in the other once a loop around both has set it. */
function turns(way: readonly ForwardEvent[], from: Mode["mode"], to: Mode["mode"]): boolean {
  const modes = way.flatMap((event) => event.modes);
  const loops = way[0]!.loops;
  const before = modes.filter(({ mode }) => mode === from);
  const after = modes.filter(({ mode }) => mode === to);
  if (before.length === 0 || after.length === 0) return false;
  return after.every((mode) => {
    const shared = mode.loops.findLast((loop) => loops.includes(loop));
    return shared !== undefined && mode.how === "called" && !before.some((other) => other.loops.includes(shared));
  });
}

function setsOf(events: readonly ForwardEvent[]): SetPlace[] {
  const sites = events.flatMap(({ modes }) => modes.map(({ site }) => site));
  const distinct = new Map(sites.map((site) => [`${site.file}:${site.start}`, site]));
  const inOrder = [...distinct.values()].sort((a, b) =>
    a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1,
  );
  return inOrder.map((site) => ({ range: placeOf(site), ...(isHere(site) ? {} : { file: site.file }) }));
}
