import { constructedAt } from "../assists/places";
import type { Construction, ModelFacts, ModuleClass, Operation, Place } from "../model/facts";
import { around, consumersOf, statementAround, within } from "../model/queries";
import { field } from "../syntax";

/** The part of the code that a cursor stands for. */
export interface AdviceScope {
  readonly name: string | null;
  /** Stretches of text whose layers belong to it: a class, and the file's own classes that it is put together of. */
  readonly places: readonly Place[];
  readonly layers: readonly Construction[];
  /** The layer at the cursor itself. */
  readonly layer: Construction | null;
}

/** The class around the cursor, or the function, where that makes layers; else the whole file. */
export function scopeOf(facts: ModelFacts, at: number): AdviceScope {
  const layer = layerAt(facts, at);
  const class_ = facts.classes.findLast(({ place }) => within({ start: at, end: at }, place));
  const places = class_ ? withParts(facts, class_) : functionAround(facts, at);
  const layers = places.length > 0 ? layersIn(facts, places) : [];
  if (layers.length > 0) return { name: class_?.name ?? null, places, layers, layer };
  const whole = [{ start: 0, end: facts.text.length }];
  return { name: null, places: whole, layers: layersIn(facts, whole), layer };
}

/** The normalization layer that reads what a layer puts out; null where none surely does. */
export function normAfter(layer: Construction): Construction | null {
  const readers = layer.uses.flatMap(({ output }) => (output ? consumersOf(output) : []));
  return readers.find(({ spec, construction }) => spec?.kind === "norm" && construction)?.construction ?? null;
}

function layersIn(facts: ModelFacts, places: readonly Place[]): Construction[] {
  return facts.constructions.filter(
    ({ place, spec }) => spec !== null && spec.kind !== "container" && places.some((whole) => within(place, whole)),
  );
}

/** A class and, in turn, the file's classes that it constructs or inherits from. */
function withParts(facts: ModelFacts, of: ModuleClass): Place[] {
  const found = [of];
  for (const { place } of found) {
    for (const { own, place: made } of facts.constructions) {
      const part = own !== null && within(made, place) && facts.classes.find(({ name }) => name === own);
      if (part && !found.includes(part)) found.push(part);
    }
  }
  return found.map(({ place }) => place);
}

function functionAround(facts: ModelFacts, at: number): Place[] {
  const node = around(facts, { start: at, end: at }).find(({ type }) => type === "function_definition");
  return node && field(node, "body") ? [node] : [];
}

/** What is constructed or called at an offset, or is all that the statement there constructs. */
function layerAt(facts: ModelFacts, at: number): Construction | null {
  const here = { start: at, end: at };
  const [made] = constructedAt(facts, here);
  if (made?.spec && made.spec.kind !== "container") return made;
  const used = facts.graphs
    .flatMap(({ operations }) => operations)
    .filter(({ kind, place, construction }) => kind === "module" && construction?.spec && within(here, place))
    .reduce<Operation | null>((best, one) => (best && width(best) <= width(one) ? best : one), null);
  if (used?.construction) return used.construction;
  const statement = statementAround(facts, here)?.node;
  if (!statement || /definition|^(if|for|while|with|try)_/.test(statement.type)) return null;
  const inside = facts.constructions.filter(({ place, spec }) => spec && within(place, statement));
  return inside.length === 1 ? inside[0]! : null;
}

function width({ place }: Operation): number {
  return place.end - place.start;
}
