import type { ModelKind } from "../families/kind";
import type { FlowModel } from "./flowFacts";
import type { Walk } from "./walk";

/** The number of the model that a place makes: the same whenever the place is passed. */
export function newModel(walk: Walk, made: Omit<FlowModel, "id"> & { readonly key: string }): number {
  const { key, ...model } = made;
  const known = walk.modelKeys.get(key);
  if (known !== undefined) return known;
  const id = walk.models.length;
  walk.models.push({ id, ...model });
  walk.modelKeys.set(key, id);
  return id;
}

/**
 * A part of a model, by its name; "*" for any one of its modules, and of these "*norm", "*dropout" and "*other" for those
 * of some kind.
 * @param isQuiet whether its class's code tells that no mode changes what it does
 */
export function partOf(walk: Walk, id: number, attribute: string, isQuiet: () => boolean = () => false): number {
  const whole = walk.models[id]!;
  const key = `part ${id} ${attribute}`;
  return (
    walk.modelKeys.get(key) ??
    newModel(walk, {
      key,
      name: nameOfPart(whole, attribute),
      kind: isSameInAllModes(whole.kind)
        ? whole.kind
        : { ...(isQuiet() ? NEITHER : UNKNOWN), framework: whole.kind.framework },
      site: whole.site,
      class: null,
      parent: id,
      attribute,
      assumed: whole.assumed,
      first: whole.first,
    })
  );
}

/** Whether a model holds neither batch norm nor dropout. */
export function isSameInAllModes({ batchNorm, dropout }: ModelKind): boolean {
  return batchNorm === "no" && dropout === "no";
}

const NEITHER = { batchNorm: "no", dropout: "no", mode: "unknown" } as const;
const UNKNOWN = { batchNorm: "unknown", dropout: "unknown", mode: "unknown" } as const;

function nameOfPart({ name, attribute: of }: FlowModel, attribute: string): string {
  if (!attribute.startsWith("*")) return `${name}.${attribute}`;
  return of === "*" ? name : `a module of ${name}`;
}

/** The model that something is a part of, itself where it is whole. */
export function wholeOf(models: readonly FlowModel[], id: number): number {
  let at = id;
  for (let parent = models[at]!.parent; parent !== null; parent = models[at]!.parent) at = parent;
  return at;
}
