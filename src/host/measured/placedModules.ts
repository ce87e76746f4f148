import type { LineRange } from "../../check/lineRange";
import type { ModulePlaces, OpenModules } from "../../check/modelPlaces";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import { SEVERITIES } from "../../protocol/runHealth";
import type { Stretch } from "./shifted";

/** A call in the code, and what was measured of the modules that it builds. */
export interface PlacedModules {
  readonly at: Stretch;
  /** The one with the gravest finding first; of those alike, that whose batches lie farthest from its averages. */
  readonly layers: readonly MeasuredLayer[];
  /** Why it is not sure that this call builds them; null where it is. */
  readonly doubt: Doubt | null;
  /** Codes that comments suppress here. */
  readonly suppressed: readonly string[];
}

export interface Doubt {
  /** How many calls may build the first of them, this one among them. */
  readonly candidates: number;
  readonly reason: string;
}

/** What is asked about where modules are built. */
export function modulesOf({
  layers,
  complete,
}: Pick<Measured, "layers" | "complete">): Pick<OpenModules, "modules" | "complete"> {
  const modules = layers.map(({ path, type, features, findings }) => {
    return { path, type, features, codes: [...new Set(findings.map(({ code }) => code))] };
  });
  return { modules, complete };
}

/** Modules by the files whose code builds them, and within those by the calls, in the order of the modules. */
export function placedModules(
  { layers }: Pick<Measured, "layers">,
  { places }: Pick<ModulePlaces, "places">,
): ReadonlyMap<string, readonly PlacedModules[]> {
  const files = new Map<string, Map<string, PlacedModules>>();
  const add = (
    { file, start, end }: LineRange,
    layer: MeasuredLayer,
    rest: Pick<PlacedModules, "doubt" | "suppressed">,
  ) => {
    const here = files.get(file) ?? new Map<string, PlacedModules>();
    files.set(file, here);
    const key = [...start, ...end, rest.doubt === null].join(" ");
    const known = here.get(key);
    here.set(key, { at: { start, end }, layers: [...(known?.layers ?? []), layer], ...rest });
  };
  for (const [i, place] of places.entries()) {
    const layer = layers[i]!;
    if (place.kind === "exact") add(place.at, layer, { doubt: null, suppressed: place.suppressed });
    if (place.kind !== "ambiguous") continue;
    const doubt = { candidates: place.candidates.length, reason: place.reason };
    for (const candidate of place.candidates) add(candidate, layer, { doubt, suppressed: [] });
  }
  return new Map([...files].map(([file, here]) => [file, [...here.values()].map(worstFirst)]));
}

function worstFirst(placed: PlacedModules): PlacedModules {
  return { ...placed, layers: [...placed.layers].sort((a, b) => rank(a) - rank(b) || distanceOf(b) - distanceOf(a)) };
}

function rank({ findings }: MeasuredLayer): number {
  return findings.length === 0 ? SEVERITIES.length : SEVERITIES.indexOf(findings[0]!.severity);
}

function distanceOf({ distance }: MeasuredLayer): number {
  return distance !== null && Number.isFinite(distance) ? distance : -1;
}
