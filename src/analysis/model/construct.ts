import type { LayerSpec } from "../frameworks/layerSpec";
import { field, type Syntax } from "../syntax";
import type { Argument, Call, Known, Place } from "./facts";
import { letAll, numberOf, UNKNOWN } from "./known";
import { append, item, spread } from "./lists";
import { type DraftConstruction, type Frame, type Machine, textOf } from "./machine";
import { letEscape } from "./operations";

/** Notes that a call constructs a layer. */
export function construct(
  machine: Machine,
  what: { readonly spec: LayerSpec | null; readonly own: string | null; readonly certain: boolean },
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  const callee = field(site, "function") ?? site;
  const list = field(site, "arguments");
  const construction: DraftConstruction = {
    id: machine.ids++,
    ...what,
    name: textOf(machine, callee),
    arguments: bindArguments(what.spec, call),
    place: placeOf(site),
    callee: placeOf(callee),
    list: list ? placeOf(list) : null,
    path: frame.path,
    calls: frame.calls,
    within: frame.self?.class ?? null,
    method: methodOf(machine, frame),
    constructing: frame.constructing,
    attribute: null,
    escapes: false,
    followed: false,
    wrappers: [],
    children: [],
    uses: [],
  };
  machine.constructions.push(construction);
  if (what.spec?.kind === "container") fill(construction, call, frame, site);
  else if (what.spec?.kind === "wrapper" || what.own !== null) letAll(call, letEscape);
  return { kind: "module", construction };
}

/** A container's layers: `Sequential(a, b)`, `Sequential(OrderedDict([("a", a)]))`, `ModuleList([a, b])`. */
export function fill(into: DraftConstruction, call: Call, frame: Frame, site: Place): void {
  const list = { items: into.children, path: into.path, open: false };
  const given = [
    ...call.positional,
    ...[...call.keywords.values()]
      .filter(({ value }) => value.kind === "list")
      .map(({ value }) => ({ value, place: site, splat: false })),
  ];
  const single = given.length === 1 && !given[0]!.splat ? given[0]!.value : null;
  const parts =
    single?.kind === "list" || single?.kind === "dictionary"
      ? [{ value: single, place: given[0]!.place, splat: true }]
      : given;
  for (const { value, place, splat } of parts) {
    if (value.kind === "list") value.given.push(into);
    if (value.kind === "dictionary") {
      for (const [name, entry] of value.entries) into.children.push(item(entry, [], value.place, name));
      list.open ||= value.open;
    } else if (splat) append(list as Parameters<typeof append>[0], named(spread(value)), frame, place);
    else if (value.kind === "none") continue;
    else into.children.push(item(value, [], place));
  }
  if (list.open || call.open) into.children.push(item(UNKNOWN, [], site));
}

/** Pairs of a name and a layer, as `OrderedDict` has them. */
function named(items: ReturnType<typeof spread>): ReturnType<typeof spread> {
  if (!items) return null;
  return items.map((child) => {
    if (child.value.kind !== "list" || child.value.items.length !== 2) return child;
    const [name, layer] = child.value.items;
    if (layer!.value.kind !== "module" && layer!.value.kind !== "either") return child;
    return {
      ...child,
      name: name!.value.kind === "text" ? name!.value.value : null,
      value: layer!.value,
      place: layer!.place,
    };
  });
}

/** The arguments of a call under the parameters' names. Nothing is known of what a `*list` or `**mapping` may give. */
export function bindArguments(spec: LayerSpec | null, call: Call): Map<string, Argument> {
  const bound = new Map<string, Argument>();
  const splat = call.positional.findIndex((given) => given.splat);
  const usual = spec ? usualOf(spec) : NOTHING_USUAL;
  for (const [i, given] of call.positional.entries()) {
    if (splat >= 0 && i >= splat) break;
    const name = usual.places[i] ?? `#${i}`;
    bound.set(name, { value: given.value, given: "position", place: given.place, whole: given.place });
  }
  for (const [name, argument] of call.keywords) bound.set(name, argument);
  for (const [i, { name, keywordOnly, argument }] of usual.parameters.entries()) {
    if (bound.has(name)) continue;
    const hidden = call.open || (splat >= 0 && i >= splat && !keywordOnly);
    bound.set(name, hidden ? { ...argument, value: UNKNOWN } : argument);
  }
  return bound;
}

/** What a layer's parameters are where nothing is given: the same for all its calls. */
interface Usual {
  /** Names of those that can be given by position. */
  readonly places: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly keywordOnly: boolean;
    readonly argument: Argument;
  }[];
}

function usualOf(spec: LayerSpec): Usual {
  let usual = USUAL.get(spec);
  if (!usual) {
    const parameters = spec.signature.map((parameter) => ({
      name: parameter.name,
      keywordOnly: parameter.keywordOnly ?? false,
      argument: { value: defaultOf(parameter.default), given: null, place: null, whole: null },
    }));
    const places = parameters.flatMap(({ name, keywordOnly }) => (keywordOnly ? [] : [name]));
    usual = { places, parameters };
    USUAL.set(spec, usual);
  }
  return usual;
}

const USUAL = new WeakMap<LayerSpec, Usual>();
const NOTHING_USUAL: Usual = { places: [], parameters: [] };

function defaultOf(value: LayerSpec["signature"][number]["default"]): Known {
  if (value === undefined) return UNKNOWN;
  if (value === null) return { kind: "none", byDefault: false };
  if (typeof value === "boolean") return { kind: "boolean", value, byDefault: false };
  if (typeof value === "number") return numberOf(value, Number.isInteger(value));
  const text = /^'(.*)'$/.exec(value.text)?.[1];
  return text === undefined ? UNKNOWN : { kind: "text", value: text, byDefault: false };
}

function methodOf(machine: Machine, frame: Frame): string | null {
  const node = frame.stack.at(-1);
  const name = node && field(node, "name");
  return name ? textOf(machine, name) : null;
}

function placeOf(node: Place): Place {
  return { start: node.start, end: node.end };
}
